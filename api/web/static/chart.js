// The interactive chart: Vega from our own origin, asked for only when somebody wants it, without eval.
function load(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: url, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}

export async function drawChart(place, values, open) {
  if (!window.vegaEmbed) await load(place.dataset.vega);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const accent = colour("--accent");
  const x = { field: "month", type: "temporal", timeUnit: "utcyearmonth", axis: { title: null, format: "%Y-%m", grid: false, tickMinStep: 2_419_200_000 } };
  const y = (field) => ({ field, type: "quantitative", axis: { title: null, tickCount: 5 }, scale: { zero: true } });
  const closed = values.filter((row) => row.low != null && row.high != null && row.low !== row.high);
  const open_ended = values.filter((row) => row.low != null && row.high == null);
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: "container",
    height: 300,
    background: "transparent",
    data: { values },
    layer: [
      { mark: { type: "line", color: accent, opacity: 0.45, strokeWidth: 1.5 }, encoding: { x, y: y("value") } },
      { data: { values: closed }, mark: { type: "rule", color: accent, strokeWidth: 7, opacity: 0.35, strokeCap: "round" }, encoding: { x, y: y("low"), y2: { field: "high" } } },
      { data: { values: open_ended }, mark: { type: "point", shape: "triangle-up", filled: true, color: accent, size: 60, yOffset: -14 }, encoding: { x, y: y("value") } },
      {
        mark: { type: "circle", color: accent, size: 130, opacity: 1, cursor: "pointer" },
        encoding: { x, y: y("value"), tooltip: [{ field: "name", title: " " }, { field: "label", title: "→" }], description: { field: "label" } },
      },
    ].filter((layer) => !layer.data || layer.data.values.length),
    config: {
      font: style.getPropertyValue("--sans"),
      axis: { labelColor: colour("--soft"), gridColor: colour("--line"), domainColor: colour("--line"), tickColor: colour("--line"), labelFontSize: 13 },
      view: { stroke: null },
    },
  };
  const hold = document.createElement("div");
  hold.className = "vega";
  place.replaceChildren(hold);
  const tip = document.createElement("p");
  tip.className = "fine vega-tip";
  tip.setAttribute("role", "status");
  place.append(tip);
  const { view } = await window.vegaEmbed(hold, spec, {
    ast: true,
    actions: false,
    defaultStyle: false,
    renderer: "svg",
    tooltip: (handler, event, item) => {
      tip.textContent = item?.datum?.label ? `${item.datum.name}: ${item.datum.label}` : "";
    },
  });
  view.addEventListener("click", (event, item) => {
    if (item?.datum?.url) open(item.datum.url);
  });
  return view;
}
