'use strict';
// What the page does beyond lying there: it filters, sorts, opens what a link leads to, hands out
// tables, and opens everything for print. Without this script all of it can still be read.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// ---- what a link leads to is opened, with everything around it

function reveal(id) {
  const target = document.getElementById(decodeURIComponent(id));
  if (!target) return;
  for (let node = target; node; node = node.parentElement) {
    if (node.hidden) showAllClaims();
    if (node.tagName === 'DETAILS') node.open = true;
  }
  target.scrollIntoView();
  const place = target.tagName === 'DETAILS' ? target.querySelector('summary') : target;
  if (place.tagName !== 'SUMMARY' && !place.matches('a, button')) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

function revealHash() {
  if (location.hash.length > 1) reveal(location.hash.slice(1));
}

addEventListener('hashchange', revealHash);
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="#"]');
  // A link to where we are already changes no hash, but what it leads to may have been closed.
  if (link && !link.dataset.verdict && link.hash === location.hash) revealHash();
});

// ---- claims by page, verdict and words

const claimForm = document.getElementById('claim-filters');

function filterClaims() {
  const { page, verdict, source, words } = claimForm.elements;
  const wanted = words.value.trim().toLowerCase();
  let shown = 0;
  const claims = all('.claim');
  for (const claim of claims) {
    claim.hidden = (page.value && claim.dataset.page !== page.value)
      || (verdict.value && claim.dataset.verdict !== verdict.value)
      || (source.value && claim.dataset.source !== source.value)
      || (wanted && !claim.textContent.toLowerCase().includes(wanted));
    shown += claim.hidden ? 0 : 1;
  }
  for (const clinic of all('.clinic')) clinic.hidden = !clinic.querySelector('.claim:not([hidden])');
  claimForm.elements.shown.value = `${shown} of ${claims.length} shown`;
}

function showAllClaims() {
  claimForm.reset();
  filterClaims();
}

claimForm.addEventListener('input', filterClaims);
claimForm.addEventListener('submit', (event) => event.preventDefault());
claimForm.addEventListener('reset', () => setTimeout(filterClaims));  // after the reset

for (const cell of all('.matrix a[data-verdict]')) {
  cell.addEventListener('click', (event) => {
    event.preventDefault();
    claimForm.reset();
    claimForm.elements.page.value = cell.dataset.page;
    claimForm.elements.verdict.value = cell.dataset.verdict;
    filterClaims();
    document.getElementById('claims').scrollIntoView();
    claimForm.elements.page.focus({ preventScroll: true });
  });
}

// ---- tables: sort by a column, show rows with a word, take away as CSV

const valueOf = (cell) => (cell.querySelector('data') || {}).value ?? cell.textContent.trim();

function compare(a, b) {
  if (a === '' || b === '') return (a === '') - (b === '');  // empty cells stay below
  const [x, y] = [Number(a), Number(b)];
  return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b, 'en', { numeric: true }) : x - y;
}

function sortBy(table, column, header) {
  const down = header.getAttribute('aria-sort') === 'ascending';
  for (const other of all('th[aria-sort]', table)) other.removeAttribute('aria-sort');
  header.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const rows = all('tbody tr', table).map((row) => [valueOf(row.cells[column]), row]);
  const filled = (value) => (value === '' ? 1 : down ? -1 : 1);
  rows.sort(([a], [b]) => compare(a, b) * (a === '' || b === '' ? 1 : filled(a)));
  table.tBodies[0].append(...rows.map(([, row]) => row));
}

for (const table of all('table.sortable')) {
  all('thead th', table).forEach((header, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...header.childNodes);
    button.addEventListener('click', () => sortBy(table, column, header));
    header.append(button);
  });
}

// A text that a spreadsheet would run as a formula gets an apostrophe, as in the project's tables.
function csvCell(cell) {
  const text = valueOf(cell).replace(/\s+/g, ' ').trim();
  const safe = /^[=+\-@]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function download(table, name) {
  const rows = all('tr', table).filter((row) => !row.hidden);
  const lines = rows.map((row) => [...row.cells].map(csvCell).join(','));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`${lines.join('\n')}\n`], { type: 'text/csv' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

for (const form of all('form[data-table]')) {
  const table = document.getElementById(form.dataset.table);
  const { words, shown, download: button } = form.elements;
  const rows = all('tbody tr', table);
  const filter = () => {
    const wanted = words.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    shown.value = `${rows.filter((row) => !row.hidden).length} of ${rows.length} shown`;
  };
  words.addEventListener('input', filter);
  button.addEventListener('click', () => download(table, button.value));
  form.addEventListener('submit', (event) => event.preventDefault());
  filter();
}

// ---- print shows everything

let closed = [];
addEventListener('beforeprint', () => {
  closed = all('details:not([open])');
  for (const details of closed) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of closed) details.open = false;
});

for (const form of all('form.filters')) form.hidden = false;
filterClaims();
revealHash();
