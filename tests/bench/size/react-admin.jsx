// The least that is a console of react-admin: one list, its way to an API, everything else as it comes.

import simpleRestProvider from "ra-data-simple-rest";
import { Admin, DataTable, List, Resource } from "react-admin";
import { createRoot } from "react-dom/client";

const People = () => (
  <List>
    <DataTable>
      <DataTable.Col source="name" />
      <DataTable.Col source="email" />
      <DataTable.Col source="department" />
    </DataTable>
  </List>
);

createRoot(document.getElementById("page")).render(
  <Admin dataProvider={simpleRestProvider("/api")}>
    <Resource name="people" list={People} />
  </Admin>,
);
