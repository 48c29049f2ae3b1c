// One read, one pass, one insertion: nothing that shows accounts in a popup can do less.
async function show() {
  const { accounts = [] } = await chrome.storage.local.get('accounts');
  const rows = document.createDocumentFragment();
  let total = 0;
  for (const { label, remaining } of accounts) {
    total += remaining;
    const row = document.createElement('div');
    row.append(textIn('span', label), textIn('output', dollars(remaining)));
    rows.append(row);
  }
  document.getElementById('total').textContent = dollars(total);
  document.getElementById('accounts').append(rows);
}

function textIn(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function dollars(amount) {
  return `$${amount.toFixed(2)}`;
}

show();
