(() => {
const id = "$ID", key = "$KEY", figure = "$FIGURE", packed = "$LIBRARY";
const places = () => document.querySelectorAll(`[data-atelier-chart="${id}"]:not([data-drawn])`);
const say = text => places().forEach(place => { place.textContent = text; });
const draw = library => library.then(plotly => places().forEach(place => {
  place.dataset.drawn = "true";
  place.textContent = "";
  const {data, layout, config} = structuredClone(figure);
  return plotly.newPlot(place, data, layout, config);
})).catch(error => say("The chart could not be drawn: " + error));
const unpack = async () => {
  const bytes = Uint8Array.from(atob(packed), letter => letter.charCodeAt(0));
  const code = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  // As a CommonJS module: the page's RequireJS and its own Plotly, if any, stay out of it.
  const module = {exports: {}};
  new Function("module", "exports", "define", code).call(window, module, module.exports, undefined);
  return module.exports;
};
if (packed && !window[key]) {
  window[key] = unpack();
  window[key].catch(() => delete window[key]);
  window.dispatchEvent(new Event(key));
}
if (window[key]) draw(window[key]);
else if (window.Plotly) draw(Promise.resolve(window.Plotly));
else {
  window.addEventListener(key, () => draw(window[key]), {once: true});
  setTimeout(() => window[key] || say("$ADVICE"), 5000);
}
})();
