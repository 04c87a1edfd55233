'use strict';

// What moves on the page: charts, the slider of each path with its table, the choice of a path, light and dark, and the page made ready for paper.
(() => {
  const report = JSON.parse(document.getElementById('report-data').textContent);
  const NARROW = 480, LISTED = 200, PRINTED = 30; // as the style sheet prints
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const made = (tag, text, className) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  let colours = Charts.colours();
  let onPaper = false, shown = 0;
  const positions = report.paths.map(path => path.at);

  // Where a slider's position stands on a chart: on those of its path at its setting, among the families at the complexity of its model.
  function markOf(name) {
    const chart = report.charts[name];
    if (name === 'families') {
      const { complexity } = report.paths[shown].settings[positions[shown]];
      return complexity === 0 ? chart.x.ticks[0].at : complexity;
    }
    if (chart.path === null) return null;
    const x = chart.places[positions[chart.path]];
    return x === undefined || x === null ? null : x;
  }

  function draw(holder) {
    const chart = report.charts[holder.dataset.chart];
    const width = holder.parentElement.clientWidth;
    if (width === 0) return;
    const { data, layout } = Charts.figure(chart, { colours, width, narrow: width < NARROW, paper: onPaper, tall: holder.closest('.tall') !== null }, markOf(holder.dataset.chart));
    Plotly.react(holder, data, layout, { displayModeBar: false, responsive: false, staticPlot: onPaper });
    holder.drawn = width;
  }

  function drawAll(changed) {
    for (const holder of all('.chart'))
      if (changed || holder.drawn !== holder.parentElement.clientWidth) draw(holder);
  }

  function moveMark(holder) {
    const chart = report.charts[holder.dataset.chart], x = markOf(holder.dataset.chart);
    if (x === null || !holder.drawn) return;
    const at = chart.marks.length;
    Plotly.relayout(holder, { [`shapes[${at}].x0`]: x, [`shapes[${at}].x1`]: x });
  }

  // The table of a chart's numbers is made when it is opened.
  function numbers(chart) {
    const table = made('table'), body = made('tbody'), head = made('tr');
    const bars = chart.y.categories.length > 0;
    const nameOf = one => one.name || (bars ? chart.x.title : chart.y.title);
    const parts = (chart.series.at(-1).kind === 'line' ? chart.series.toReversed() : chart.series).flatMap(one => one.kind === 'band' ? [[`${nameOf(one)} from`, one.x, one.lower], [`${nameOf(one)} to`, one.x, one.upper]]
      : one.kind === 'bars' || one.kind === 'ranges' ? [[nameOf(one), one.values.map((_, i) => i), one.values], ...(one.lower.length ? [[`${nameOf(one)} from`, one.values.map((_, i) => i), one.lower], [`${nameOf(one)} to`, one.values.map((_, i) => i), one.upper]] : [])]
      : [[nameOf(one), one.x, one.y], ...(one.errors?.length ? [[`${nameOf(one)} ±`, one.x, one.errors]] : [])]);
    const labels = new Map(chart.series.filter(one => one.kind === 'points' && one.labels.length).flatMap(one => one.x.map((x, i) => [x, one.labels[i]])));
    const places = [...new Set(parts.flatMap(([, x]) => x))];
    head.append(...[bars ? chart.y.title || 'of what' : chart.x.title, ...(labels.size ? ['label'] : []), ...parts.map(([name]) => name)].map(text => {
      const cell = made('th', text);
      cell.scope = 'col';
      return cell;
    }));
    for (const place of places) {
      const row = made('tr'), first = made('th', bars ? chart.y.categories[place] : Charts.shown(place));
      first.scope = 'row';
      row.append(first, ...(labels.size ? [made('td', labels.get(place) ?? '', 'text')] : []), ...parts.map(([, x, y]) => made('td', x.includes(place) ? Charts.shown(y[x.indexOf(place)]) : '')));
      body.append(row);
    }
    const caption = made('caption', chart.title), top = made('thead');
    top.append(head);
    table.append(caption, top, body);
    return table;
  }

  // The coefficients at a position of a path: those that aren't 0, the largest on the standardised scale first.
  function coefficients(path, at) {
    const columns = path.columns.length;
    return path.coefficients[at].map((value, i) => ({ column: path.columns[i % columns], output: path.outputs[Math.floor(i / columns)], value, standardised: value * path.scales[i % columns] }))
      .filter(one => one.value !== 0).sort((a, b) => Math.abs(b.standardised) - Math.abs(a.standardised));
  }

  // A name that may be broken after what divides its words.
  function breakable(text) {
    const name = made('bdi');
    name.append(...text.split(/(?<=[_.\-/:])/).flatMap((part, i) => i ? [made('wbr'), part] : [part]));
    return name;
  }

  function exact(value) {
    const cell = made('td'), data = made('data', Charts.shown(value, 5));
    data.value = String(value);
    cell.append(data);
    return cell;
  }

  const score = (value, decimals) => Math.abs(value) < 1e9 && (value === 0 || Math.abs(value) >= 10 ** -decimals) ? value.toFixed(decimals).replace('-', '−') : Charts.shown(value, 2);

  function fill(panel, path, at) {
    const body = panel.querySelector('.coefficients tbody');
    if (!body) return;
    const found = coefficients(path, at), most = Math.max(...found.map(one => Math.abs(one.standardised)), 1e-300);
    body.replaceChildren(...found.slice(0, LISTED).map(one => {
      const row = made('tr'), name = made('th'), bar = made('td', undefined, 'bar'), stripe = made('span', undefined, one.standardised < 0 ? 'less' : 'more');
      name.scope = 'row';
      name.append(breakable(one.column));
      stripe.style.width = `${50 * Math.abs(one.standardised) / most}%`;
      bar.append(stripe);
      row.append(name, ...(path.outputs.length > 1 ? [made('td', one.output, 'text')] : []), exact(one.value), exact(one.standardised), bar);
      return row;
    }));
    const { label, complexity } = path.settings[at];
    const listed = new Set(found.map(one => one.column)).size;
    panel.querySelector('.printed').hidden = Math.min(found.length, LISTED) <= PRINTED;
    const rest = found.length > LISTED ? ` The ${LISTED} largest coefficients are listed.` : listed < complexity ? ` The ${listed} of them that the page has are listed.` : '';
    panel.querySelector('.coefficients-note').textContent = `At ${label}, ${complexity} of ${path.allColumns} columns ${complexity === 1 ? 'has a coefficient that isn’t' : 'have coefficients that aren’t'} 0.${rest}`;
  }

  function show(panel, at) {
    const index = Number(panel.dataset.path), path = report.paths[index], setting = path.settings[at];
    positions[index] = at;
    const slider = panel.querySelector('input[type=range]');
    slider.value = String(at);
    slider.setAttribute('aria-valuetext', [setting.label, setting.note].filter(part => part).join(', '));
    for (const target of all('[data-part]', panel)) {
      const part = setting[target.dataset.part];
      target.textContent = typeof part === 'string' ? part : part === null ? '–' : target.dataset.part === 'complexity' ? String(part) : score(part, path.decimals);
      if (typeof part === 'number') target.value = String(part);
    }
    fill(panel, path, at);
    all('.chart').filter(holder => holder.dataset.chart === 'families' || report.charts[holder.dataset.chart].path === index).forEach(moveMark);
  }

  function choose(index) {
    shown = index;
    for (const panel of all('.path')) panel.hidden = panel.dataset.path !== String(index);
    drawAll(false);
    all('[data-chart=families]').forEach(moveMark);
  }

  function recolour() {
    colours = Charts.colours();
    drawAll(true);
  }

  // Paper: light colours and the page's own width, before the browser lays it out.
  function paper(begins) {
    if (onPaper === begins) return;
    onPaper = begins;
    document.documentElement.classList.toggle('on-paper', begins);
    recolour();
  }

  for (const panel of all('.path')) {
    const path = report.paths[Number(panel.dataset.path)];
    panel.querySelector('input[type=range]').addEventListener('input', event => show(panel, Number(event.target.value)));
    for (const button of all('[data-at]', panel)) button.addEventListener('click', () => show(panel, Number(button.dataset.at)));
    show(panel, path.at);
  }
  for (const radio of all('input[name=path]')) {
    radio.addEventListener('change', () => choose(Number(radio.value)));
    if (radio.checked) choose(Number(radio.value));
  }
  for (const meaning of all('.meaning')) meaning.classList.toggle('unused', !document.querySelector(`.term[popovertarget="${meaning.id}"]`));
  for (const details of all('details.numbers'))
    details.addEventListener('toggle', () => {
      const holder = details.querySelector('.scroll');
      if (details.open && !holder.firstChild) holder.append(numbers(report.charts[details.dataset.of]));
    });
  const toggle = document.getElementById('theme');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
  const told = () => toggle.setAttribute('aria-pressed', String(isDark()));
  toggle.hidden = false;
  toggle.addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    told();
    recolour();
  });
  dark.addEventListener('change', () => { told(); recolour(); });
  told();
  addEventListener('beforeprint', () => paper(true));
  addEventListener('afterprint', () => paper(false));
  matchMedia('print').addEventListener('change', event => paper(event.matches));
  new ResizeObserver(() => { if (!onPaper) drawAll(false); }).observe(document.querySelector('main'));
  drawAll(true);
  document.documentElement.classList.add('ready');
})();
