// Tells the page that frames this one how high it is, whenever that changes. Nothing here depends on it.
"use strict";
(() => {
  if (window.parent === window) return;
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    window.parent.postMessage({ type: "chancery:height", height }, "*");
  };
  new ResizeObserver(tell).observe(document.documentElement);
  window.addEventListener("message", (event) => {
    if (event.source === window.parent && event.data && event.data.type === "chancery:ask") tell();
  });
})();
