// Style sheets that come with their screens.

/** Load a style sheet; return once it applies, or failed, which must not hold up its screen. @param {string} path */
export const loadStyles = (path) =>
  new Promise((done) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = path;
    link.onload = done;
    link.onerror = done;
    document.head.append(link);
  });
