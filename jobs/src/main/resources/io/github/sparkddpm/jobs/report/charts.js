"use strict";

const data = JSON.parse(document.getElementById("data").textContent);

// As many as page.css has; the curves after them are dashed.
const COLOURS = 7;

const colour = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const shortNumber = (value) =>
  value == null ? "–" : Number(value.toPrecision(4)).toString();

// Within a decade a logarithmic axis has hardly a tick.
function isWide(curves) {
  const known = curves.flat().filter((value) => value != null);
  return Math.max(...known) > 10 * Math.min(...known);
}

function options(chart, logarithmic, width) {
  const axis = {
    stroke: colour("--muted"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { stroke: colour("--line"), width: 1 },
    font: "12px system-ui, sans-serif",
  };
  return {
    width,
    height: 260,
    legend: { markers: { width: 2 } },
    cursor: { y: false },
    scales: {
      x: { time: false },
      y: { distr: logarithmic ? 3 : 1 },
    },
    axes: [
      axis,
      {
        ...axis,
        size: 64,
        values: (plot, ticks) => ticks.map((tick) => (tick == null ? "" : shortNumber(tick))),
      },
    ],
    series: [
      { label: chart.axis ?? "step" },
      ...chart.curves.map((curve, i) => ({
        label: curve.name,
        stroke: colour("--curve-" + (1 + (i % COLOURS))),
        dash: i < COLOURS ? [] : [6, 4],
        width: 1.75,
        spanGaps: true,
        value: (plot, value) => shortNumber(value),
      })),
    ],
  };
}

// A logarithm has no place for 0, as a gradient's norm can be.
function values(chart, curve) {
  return chart.logarithmic
    ? curve.values.map((value) => (value > 0 ? value : null))
    : curve.values;
}

// The curves of one run have their steps in common, and those of several runs an axis each.
function table(chart, curves) {
  return chart.steps
    ? [chart.steps, ...curves]
    : uPlot.join(chart.curves.map((curve, i) => [curve.x, curves[i]]));
}

function draw(chart, place) {
  place.replaceChildren();
  const curves = chart.curves.map((curve) => values(chart, curve));
  if (curves.every((curve) => curve.every((value) => value == null))) {
    place.textContent = "Not measured by this way of training.";
    return null;
  }
  const logarithmic = chart.logarithmic && isWide(curves);
  return new uPlot(options(chart, logarithmic, place.clientWidth), table(chart, curves), place);
}

function showCharts() {
  const plots = data.charts.map((chart) => {
    const figure = document.createElement("figure");
    const caption = document.createElement("figcaption");
    const place = document.createElement("div");
    caption.textContent = chart.title;
    figure.append(caption, place);
    document.getElementById("charts").append(figure);
    return { chart, place, plot: draw(chart, place) };
  });
  addEventListener("resize", () =>
    plots.forEach(({ plot, place }) => plot?.setSize({ width: place.clientWidth, height: 260 })));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    plots.forEach((each) => {
      each.plot?.destroy();
      each.plot = draw(each.chart, each.place);
    }));
}

if (document.getElementById("charts")) {
  showCharts();
}
