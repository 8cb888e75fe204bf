/* Charts of the dashboards, each drawn from the table that its data-table names; a click on a bar follows the link of
   its row. Bars say their numbers, nothing moves, late is striped and not only red. Without this file the tables stand. */
(function () {
  'use strict';

  const MOST_BARS = 12;
  const NARROW_NAME = 7; // letters; the table beside has the whole name
  const SHORT = 35; // per cent: a bar too short for its words on a phone
  const page = getComputedStyle(document.documentElement);
  const colour = (name) => page.getPropertyValue(`--${name}`).trim();
  const size = parseFloat(page.fontSize);
  const font = { fontFamily: colour('sans'), fontSize: size, color: colour('ink') };
  const quiet = { ...font, color: colour('ink-2') };
  const STRIPES = { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: -Math.PI / 4, color: 'rgba(255,255,255,.75)' };

  /* The content policy forbids style attributes; what the drawing asks for is set property by property instead. */
  const plain = Element.prototype.setAttribute;
  SVGElement.prototype.setAttribute = function setAttribute(name, value) {
    if (name === 'style') this.style.cssText = value;
    else plain.call(this, name, value);
  };

  function rowsOf(table) {
    const rows = Array.from(table.querySelectorAll('tbody tr[data-value]'));
    return rows.map((row) => ({
      name: row.querySelector('th').textContent.trim(),
      value: Number(row.dataset.value),
      late: Number(row.dataset.late || 0),
      words: row.dataset.words,
      href: (row.querySelector('a[data-lead]') || row.querySelector('a') || {}).href,
    }));
  }

  const names = (rows, more) => ({
    type: 'category', data: rows.map((row) => row.name), axisTick: { show: false },
    axisLine: { lineStyle: { color: colour('line-2') } }, axisLabel: { ...font, interval: 0 }, ...more,
  });
  const numbers = { type: 'value', show: false };
  // A bar that changes under the pointer is drawn anew, and the browser forgets a quick click on what was there before.
  const bar = { type: 'bar', emphasis: { disabled: true } };
  const wordsOf = (rows) => (point) => rows[point.dataIndex].words;
  const widest = (rows) => Math.max(...rows.map((row) => row.name.length));

  function stack(rows) {
    return {
      grid: { left: (widest(rows) + 1) * size, right: 9.5 * size, top: 8, bottom: 4 },
      yAxis: names(rows, { inverse: true }), xAxis: numbers,
      series: [
        { ...bar, stack: 'all', barWidth: '62%', barMaxWidth: 2 * size, data: rows.map((row) => row.value), itemStyle: { color: colour('act') } },
        {
          ...bar, stack: 'all', data: rows.map((row) => row.late), itemStyle: { color: colour('bad'), decal: STRIPES },
          label: { show: true, position: 'right', formatter: wordsOf(rows), ...font },
        },
      ],
    };
  }

  function share(rows, target, isNarrow) {
    const room = Math.min(widest(rows), isNarrow ? NARROW_NAME : widest(rows));
    const within = { position: 'insideLeft', ...font, color: colour('card'), fontWeight: 'bold' };
    const beside = { position: 'right', ...font };
    const line = target && {
      symbol: 'none', silent: true, animation: false, lineStyle: { color: colour('ink-2'), type: 'dashed', width: 1.5 },
      label: { formatter: `目标 ${target}%`, position: 'start', distance: 4, ...quiet }, data: [{ xAxis: target }],
    };
    return {
      grid: { left: (room + 1.5) * size, right: 4 * size, top: 2 * size, bottom: 4 },
      yAxis: names(rows, { inverse: true, axisLabel: { ...font, interval: 0, width: (room + 1) * size, overflow: 'truncate' } }), xAxis: { ...numbers, min: 0, max: 100 },
      series: [{
        ...bar, barWidth: '66%', barMaxWidth: 2 * size, markLine: line || undefined,
        data: rows.map((row) => ({
          value: row.value, label: row.value < SHORT ? beside : within,
          itemStyle: { color: colour(!target || row.value >= target ? 'act' : 'ink-3') },
        })),
        label: { show: true, formatter: wordsOf(rows) },
      }],
    };
  }

  function months(rows, _target, isNarrow) {
    const most = Math.max(...rows.map((row) => row.value));
    const series = [{
      ...bar, barWidth: '58%',
      data: rows.map((row) => ({ value: row.value, itemStyle: { color: colour(row.value === most ? 'act' : 'bar') } })),
      label: { show: true, position: isNarrow ? 'right' : 'top', formatter: wordsOf(rows), ...font },
    }];
    if (isNarrow) return { grid: { left: 3.5 * size, right: 4 * size, top: 4, bottom: 4 }, yAxis: names(rows, { inverse: true }), xAxis: numbers, series };
    return { grid: { left: 4, right: 4, top: 2 * size, bottom: 2 * size }, xAxis: names(rows), yAxis: numbers, series };
  }

  const KINDS = { stack, share, months };

  // Beside its chart a table is folded away; on paper it stands there in full.
  function fold(table) {
    let wasOpen = false;
    table.open = false;
    addEventListener('beforeprint', () => { wasOpen = table.open; table.open = true; });
    addEventListener('afterprint', () => { table.open = wasOpen; });
  }

  function draw(box) {
    const table = document.getElementById(box.dataset.table);
    const rows = table ? rowsOf(table).slice(-MOST_BARS) : [];
    if (!rows.length || !window.echarts) return;
    box.hidden = false;
    const chart = window.echarts.init(box, null, { renderer: 'svg' });
    const options = KINDS[box.dataset.chart](rows, Number(box.dataset.target || 0), box.clientWidth < 32 * size);
    chart.setOption({ animation: false, textStyle: font, ...options });
    chart.on('click', (point) => { if (rows[point.dataIndex].href) location.assign(rows[point.dataIndex].href); });
    addEventListener('resize', () => chart.resize());
    const more = table.closest('details');
    if (more) fold(more);
  }

  document.querySelectorAll('[data-chart]').forEach(draw);
}());
