// GrapesJS with its preset for newsletters: the blocks of a mail, and styles that are written into the elements.

import grapesjs from "grapesjs";
import newsletter from "grapesjs-preset-newsletter";

import "grapesjs/dist/css/grapes.min.css";

grapesjs.init({ container: "#page", height: "100%", storageManager: false, plugins: [newsletter] });
