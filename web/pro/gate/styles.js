// The portal's own styles, loaded with its first screen.

import { loadStyles } from "../../kit/stylesheet.js";

await loadStyles("/pro/pro.css");
