// A portal made with React: properties that are functions, events, and an element that comes and goes.

import { StrictMode, useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";

const token = async () => (await fetch("/token")).text();

function Portal({ api }) {
  const [shown, setShown] = useState(true);
  const [renders, setRenders] = useState(0);
  const [told, setTold] = useState([]);
  const tracker = useRef(null);
  useEffect(() => {
    const element = tracker.current;
    const tell = ({ type }) => setTold((before) => [...before, type]);
    element?.addEventListener("usher-ready", tell);
    return () => element?.removeEventListener("usher-ready", tell);
  }, [shown]);
  return (
    <main>
      <h1>A portal made with React</h1>
      <button onClick={() => setShown(!shown)}>{shown ? "Hide people" : "Show people"}</button>
      <button onClick={() => setRenders(renders + 1)}>Draw again ({renders})</button>
      <output>{told.join(" ")}</output>
      {shown && <usher-tracker ref={tracker} api-base={api} locale="en" getAccessToken={token} />}
    </main>
  );
}

createRoot(document.getElementById("portal")).render(
  <StrictMode>
    <Portal api={document.documentElement.dataset.api} />
  </StrictMode>,
);
