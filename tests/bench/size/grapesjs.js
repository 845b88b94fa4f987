// GrapesJS as its documentation begins: the editor with its own styles, and nothing that is added to it.

import grapesjs from "grapesjs";

import "grapesjs/dist/css/grapes.min.css";

grapesjs.init({ container: "#page", height: "100%", storageManager: false });
