//! An address at which this page itself answers, so that a backend can be asked what no real host would say.

use js_sys::Array;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};

#[wasm_bindgen(inline_js = r#"
export function answerAt(base, answer) {
  const others = globalThis.fetch;
  globalThis.fetch = async (asked, given) => {
    const url = asked instanceof Request ? asked.url : new URL(asked, document.baseURI).href;
    if (!url.startsWith(base)) {
      return others.call(globalThis, asked, given);
    }
    const { headers } = asked instanceof Request ? asked : new Request(asked, given);
    const [status, body] = answer(url.slice(base.length), headers.get("authorization") ?? undefined);
    return new Response(body, { status });
  };
}
"#)]
extern "C" {
    #[wasm_bindgen(js_name = answerAt)]
    fn answer_at(base: &str, answer: &Closure<dyn Fn(String, Option<String>) -> Array>);
}

/// Answers whatever is asked for below an address, from its path and its `Authorization`, with a status and a body.
pub fn answering(base: &str, answer: impl Fn(&str, Option<&str>) -> (u16, String) + 'static) {
    let answer = Closure::<dyn Fn(String, Option<String>) -> Array>::new(move |path: String, authorization: Option<String>| {
        let (status, body) = answer(&path, authorization.as_deref());
        Array::of2(&status.into(), &body.into())
    });
    answer_at(base, &answer);
    // The page goes on asking for as long as it is there.
    answer.forget();
}
