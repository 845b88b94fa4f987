// GrapesJS with MJML, which makes mails that Outlook draws well too.

import grapesjs from "grapesjs";
import mjml from "grapesjs-mjml";

import "grapesjs/dist/css/grapes.min.css";

grapesjs.init({ container: "#page", height: "100%", storageManager: false, plugins: [mjml] });
