// The styles of statistics, loaded with their screen.

import { loadStyles } from "../kit/stylesheet.js";

await loadStyles("/statistics/statistics.css");
