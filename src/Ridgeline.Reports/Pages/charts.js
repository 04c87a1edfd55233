'use strict';

// Charts as the report describes them, as figures for plotly.js. Nothing here looks at the page but for its colours.
const Charts = (() => {
  const LINE = 15;      // the height of a line of labels
  const FINE = 12;      // points up to which a line also shows them
  const FONT = 12, PAPER_FONT = 10;
  const HUES = ['heldOut', 'train', 'bias', 'variance', 'one', 'two', 'three', 'four', 'five', 'six', 'quiet'];
  const DASHES = { train: '6px,4px', variance: '6px,4px', two: '6px,4px', three: '2px,3px', four: '9px,3px,2px,3px', five: '10px,4px', six: '2px,2px,6px,2px' }; // as the style sheet's legends

  const SYMBOLS = { two: 'square', three: 'triangle-up', four: 'diamond', five: 'triangle-down', six: 'circle-open' }; // as the legends' and the pictures'
  let font = FONT;      // of the figure that is made

  // The colours that the style sheet gives at this moment, light or dark.
  function colours() {
    const probe = document.createElement('span');
    document.body.append(probe);
    const of = name => {
      probe.style.color = `var(${name})`;
      return getComputedStyle(probe).color;
    };
    const found = { ink: of('--ink'), soft: of('--soft'), line: of('--line'), paper: of('--paper'), mark: of('--accent') };
    for (const hue of HUES) found[hue] = of(`--${hue}`);
    probe.remove();
    return found;
  }

  // plotly.js reads some HTML in its texts; ours are texts.
  const plain = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

  const measure = (() => {
    const context = document.createElement('canvas').getContext('2d');
    return text => {
      context.font = `${font}px system-ui, sans-serif`;
      return context.measureText(text).width;
    };
  })();

  function fitted(text, width) {
    if (measure(text) <= width) return text;
    const letters = [...text];
    let count = letters.length;
    while (count > 1 && measure(letters.slice(0, count).join('') + '…') > width) count--;
    return letters.slice(0, count).join('') + '…';
  }

  // A name in one line or two, broken after a blank or an underscore.
  function wrapped(text, width) {
    if (measure(text) <= width) return [text];
    const parts = text.split(/(?<=[\s_])/);
    let count = 1;
    while (measure(parts.slice(0, count + 1).join('').trimEnd()) <= width) count++;
    const first = parts.slice(0, count).join('').trimEnd();
    return count === parts.length || measure(first) > width ? [fitted(text, width)] : [first, fitted(parts.slice(count).join(''), width)];
  }

  const see = (colour, share) => colour.replace(/^rgba?\(([^)]*)\)$/, (_, parts) => `rgba(${parts.split(',').slice(0, 3).join(',')}, ${share})`);

  // A number for reading: four digits, more on request.
  function shown(value, digits = 4) {
    if (value === null || value === undefined || Number.isNaN(value)) return '–';
    if (value === 0) return '0';
    const size = Math.abs(value);
    if (size >= 1e6 || size < 1e-4) return value.toExponential(digits - 1).replace('e+', 'e').replace('-', '−').replace('e-', 'e−');
    return String(Number(value.toPrecision(digits))).replace('-', '−');
  }

  // From the numbers of an axis to places on it.
  const placed = (axis, value) => axis.log ? Math.log10(value) : value;

  function range(axis, values) {
    const places = values.filter(value => value !== null && Number.isFinite(placed(axis, value))).map(value => placed(axis, value));
    if (places.length === 0) return [0, 1];
    let least = Math.min(...places), most = Math.max(...places);
    if (least === most) [least, most] = [least - 0.5, most + 0.5];
    const room = (most - least) * 0.04;
    return axis.reversed ? [most + room, least - room] : [least - room, most + room];
  }

  function across(chart) {
    return chart.series.flatMap(one => one.kind === 'bars' ? [0, ...one.values, ...one.lower, ...one.upper] : one.kind === 'ranges' ? [...one.values, ...one.lower, ...one.upper] : one.x)
      .concat(chart.marks.map(mark => mark.x), chart.x.ticks.map(tick => tick.at));
  }

  function upwards(chart) {
    return chart.series.flatMap(one => one.kind === 'line' ? one.y
      : one.kind === 'band' ? one.lower.concat(one.upper)
      : one.kind === 'points' ? one.y.flatMap((y, i) => one.errors.length ? [y - one.errors[i], y + one.errors[i]] : [y]) : []); // bars and ranges have places, not numbers
  }

  const interval = (one, colour) => ({
    type: 'data', symmetric: false, color: colour, thickness: 1.5, width: 4,
    array: one.values.map((value, i) => one.upper[i] === null ? 0 : one.upper[i] - value), arrayminus: one.values.map((value, i) => one.lower[i] === null ? 0 : value - one.lower[i]),
  });

  function traces(chart, look) {
    return chart.series.flatMap(one => {
      const colour = look.colours[one.hue];
      const name = plain(one.name);
      const base = { name, showlegend: false, hovertemplate: `${name ? name + '<br>' : ''}%{x:.4~g}, %{y:.4~g}<extra></extra>` };
      switch (one.kind) {
        case 'line':
          return [{ ...base, type: 'scatter', mode: one.x.length <= FINE ? 'lines+markers' : 'lines', x: one.x, y: one.y, connectgaps: false,
            line: { color: colour, width: one.hue === 'quiet' ? 1 : 2, dash: DASHES[one.hue] ?? 'solid' }, marker: { color: colour, size: 6, symbol: SYMBOLS[one.hue] } }];
        case 'band':
          return [{ type: 'scatter', mode: 'lines', x: one.x, y: one.lower, line: { width: 0 }, hoverinfo: 'skip', showlegend: false },
            { type: 'scatter', mode: 'lines', x: one.x, y: one.upper, line: { width: 0 }, fill: 'tonexty', fillcolor: see(colour, 0.2), hoverinfo: 'skip', showlegend: false }];
        case 'points':
          return [{ ...base, type: 'scatter', mode: 'markers', x: one.x, y: one.y,
            marker: one.hue === 'heldOut' ? { color: colour, size: 16, symbol: 'diamond-open', line: { width: 2 } } : { color: colour, size: 9, symbol: SYMBOLS[one.hue] }, // around other points
            text: one.labels.map(plain), hovertemplate: `${one.labels.length ? '%{text}<br>' : name ? name + '<br>' : ''}%{x:.4~g}, %{y:.4~g}<extra></extra>`,
            error_y: one.errors.length ? { type: 'data', array: one.errors, color: colour, thickness: 1.5, width: 4 } : undefined }];
        case 'ranges':
          return [{ ...base, type: 'scatter', mode: 'markers', x: one.values, y: one.values.map((_, i) => i), marker: { color: colour, size: 8 },
            text: chart.y.categories.map(plain), hovertemplate: '%{text}<br>%{x:.4~g}<extra></extra>', error_x: interval(one, colour) }];
        default:
          return [{ ...base, type: 'bar', orientation: 'h', x: one.values, y: one.values.map((_, i) => i), marker: { color: colour },
            text: chart.y.categories.map(plain), textposition: 'none', hovertemplate: `%{text}<br>${name ? name + ' ' : ''}%{x:.4~g}<extra></extra>`,
            error_x: one.lower.length ? interval(one, look.colours.ink) : undefined }];
      }
    });
  }

  // 10⁻⁶
  const power = place => '10' + [...String(place)].map(digit => digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[digit]).join('');

  // Ticks at round numbers and at the places that have a name; a number too near to a name isn't told.
  function named(of, bounds, look) {
    const [least, most] = [Math.min(...bounds), Math.max(...bounds)], about = look.narrow ? 4 : 7;
    const rough = (most - least) / about, ten = 10 ** Math.floor(Math.log10(rough));
    const step = of.log ? Math.max(1, Math.round(rough)) : [1, 2, 5, 10].map(times => times * ten).find(size => size >= rough);
    const numbers = [];
    for (let place = Math.ceil(least / step) * step; place <= most; place += step)
      if (of.ticks.every(tick => Math.abs(placed(of, tick.at) - place) > (most - least) * 0.06)) numbers.push(place);
    const isPlain = numbers.every(place => Math.abs(place) <= 4); // 0.0001 to 10000
    return {
      tickvals: numbers.map(place => of.log ? 10 ** place : place).concat(of.ticks.map(tick => tick.at)),
      ticktext: numbers.map(place => of.log ? isPlain ? shown(10 ** place) : power(place) : shown(place)).concat(of.ticks.map(tick => plain(tick.label))),
    };
  }

  function axis(of, bounds, look, names) {
    const shared = { range: bounds, type: of.log ? 'log' : 'linear', color: look.colours.soft, gridcolor: look.colours.line, zerolinecolor: look.colours.line, linecolor: look.colours.line, fixedrange: true, automargin: false };
    if (of.categories.length)
      return { ...shared, type: 'linear', range: [of.categories.length - 0.5, -0.5], tickvals: of.categories.map((_, i) => i), ticktext: names.map(lines => lines.map(plain).join('<br>')), ticks: 'outside', ticklen: 5, tickcolor: 'rgba(0,0,0,0)', showgrid: false, zeroline: false };
    if (of.ticks.length || (of.log && Math.abs(bounds[1] - bounds[0]) > 1.2)) return { ...shared, ...named(of, bounds, look) };
    return { ...shared, nticks: look.narrow ? 5 : 7, tickformat: of.log ? '.2~g' : Math.max(...bounds.map(Math.abs)) < 1e-3 || Math.max(...bounds.map(Math.abs)) >= 1e6 ? '.2~e' : '~g' };
  }

  // Labels of marks stand above the chart, one that would touch another in a line of its own.
  function markLabels(chart, bounds, plot) {
    const ends = [];
    return chart.marks.filter(mark => mark.name).map(mark => ({ name: mark.name, at: (placed(chart.x, mark.x) - bounds[0]) / (bounds[1] - bounds[0]) }))
      .filter(mark => Number.isFinite(mark.at)).sort((a, b) => a.at - b.at)
      .map(mark => {
        const width = measure(mark.name) + 10, centre = mark.at * plot.width;
        const from = Math.min(Math.max(centre - width / 2, 0), plot.width - width);
        let row = 0;
        while (ends[row] !== undefined && ends[row] > from) row++;
        ends[row] = from + width;
        return { ...mark, row, shift: from + width / 2 - centre };
      });
  }

  // Labels of points: beside, above or below, where they cover neither a point nor another label; else none.
  function pointLabels(chart, bounds, plot) {
    const places = chart.series.filter(one => one.kind === 'points').flatMap(one => one.x.map((x, i) => ({
      text: one.labels[i] ?? '',
      x: (placed(chart.x, x) - bounds.x[0]) / (bounds.x[1] - bounds.x[0]) * plot.width,
      y: (1 - (placed(chart.y, one.y[i]) - bounds.y[0]) / (bounds.y[1] - bounds.y[0])) * plot.height,
    })));
    const taken = places.map(place => ({ left: place.x - 6, right: place.x + 6, top: place.y - 6, bottom: place.y + 6 }));
    const free = box => box.left >= 0 && box.right <= plot.width && box.top >= 0 && box.bottom <= plot.height
      && taken.every(other => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom);
    return places.filter(place => place.text && Number.isFinite(place.x) && Number.isFinite(place.y)).flatMap(place => {
      const text = fitted(place.text, 150), width = measure(text) + 4;
      for (const [dx, dy] of [[width / 2 + 10, 0], [-width / 2 - 10, 0], [0, -15], [0, 15], [width / 2 + 8, -14], [-width / 2 - 8, -14], [width / 2 + 8, 14], [-width / 2 - 8, 14], [0, -30], [0, 30]]) {
        const box = { left: place.x + dx - width / 2, right: place.x + dx + width / 2, top: place.y + dy - 7, bottom: place.y + dy + 7 };
        if (free(box)) {
          taken.push(box);
          return [{ text: plain(text), xref: 'paper', yref: 'paper', x: (place.x + dx) / plot.width, y: 1 - (place.y + dy) / plot.height, xanchor: 'center', yanchor: 'middle', showarrow: false }];
        }
      }
      return [];
    });
  }

  // The figure: data and layout for plotly.js. look: { colours, width, narrow, paper, tall }; at: where the slider's mark stands, else null.
  function figure(chart, look, at) {
    font = look.paper ? PAPER_FONT : FONT;
    const categories = chart.y.categories, longest = Math.max(0, ...categories.map(name => measure(name)));
    const left = categories.length ? Math.min(longest + 18, look.width * 0.45) : 58, names = categories.map(name => wrapped(name, left - 16));
    const plot = { width: look.width - left - 14, height: 0 };
    const bounds = { x: range(chart.x, across(chart)), y: range(chart.y, upwards(chart)) };
    if (chart.series.some(one => one.kind === 'bars')) {
      const values = across(chart).filter(Number.isFinite), least = Math.min(0, ...values), most = Math.max(0, ...values);
      bounds.x = [least < 0 ? least * 1.06 : 0, most > 0 ? most * 1.06 : least < 0 ? 0 : 1];
    }
    const marks = markLabels(chart, bounds.x, plot), top = marks.length ? (1 + Math.max(...marks.map(mark => mark.row))) * LINE + 8 : 10;
    const height = look.paper ? 165 : look.narrow ? 210 : 250;
    plot.height = categories.length ? categories.length * (names.some(lines => lines.length > 1) ? 33 : look.paper ? 18 : 24) + 10 : look.tall ? 1.4 * height : height;
    const upright = (x, colour, dash, width) => ({ type: 'line', xref: 'x', yref: 'paper', x0: x, x1: x, y0: 0, y1: 1, line: { color: colour, width, dash }, layer: 'above' });
    const layout = {
      width: look.width, height: top + plot.height + 24, margin: { l: left, r: 14, t: top, b: 24, pad: 0 },
      paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', font: { family: 'system-ui, sans-serif', size: font, color: look.colours.soft },
      xaxis: axis(chart.x, bounds.x, look, []),
      yaxis: axis(chart.y, bounds.y, look, names),
      hovermode: 'closest', dragmode: false, barmode: 'overlay', bargap: 0.35,
      hoverlabel: { bgcolor: look.colours.paper, bordercolor: look.colours.line, font: { color: look.colours.ink } },
      shapes: chart.marks.map(mark => upright(mark.x, look.colours.soft, 'dot', 1.5)).concat(at === null ? [] : [upright(at, look.colours.mark, 'solid', 2)]),
      annotations: marks.map(mark => ({ text: plain(mark.name), xref: 'paper', yref: 'paper', x: mark.at, y: 1, xshift: mark.shift, yshift: 2 + mark.row * LINE, xanchor: 'center', yanchor: 'bottom', showarrow: false, font: { color: look.colours.ink } }))
        .concat(pointLabels(chart, bounds, plot)),
    };
    return { data: traces(chart, look), layout };
  }

  return { colours, figure, shown };
})();
