// For a page that frames a chart: makes the frame as high as the chart says that it is.
"use strict";
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const asked = { type: "chancery:ask" };
  window.addEventListener("message", (event) => {
    const said = event.data;
    if (event.origin !== origin || !said || said.type !== "chancery:height") return;
    if (!(said.height > 0 && said.height < 200000)) return;
    for (const frame of document.querySelectorAll("iframe")) {
      if (frame.contentWindow === event.source) frame.style.height = `${said.height}px`;
    }
  });
  // A frame that was loaded before this script has told already. It may be asked by anybody.
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.src.startsWith(`${origin}/`)) frame.contentWindow.postMessage(asked, "*");
  }
})();
