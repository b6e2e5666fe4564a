"use strict";

function showGrids() {
  const slider = document.getElementById("moment");
  const show = () => {
    const grid = data.grids[slider.value];
    document.getElementById("moment-step").textContent = grid.step;
    for (const weights of ["raw", "ema"]) {
      const image = document.getElementById("grid-" + weights);
      image.hidden = !(weights in grid);
      image.src = grid[weights] ?? "";
    }
  };
  slider.max = data.grids.length - 1;
  slider.value = slider.max;
  slider.addEventListener("input", show);
  show();
}

if (document.getElementById("moment")) {
  showGrids();
}
