import { choose, chosen, onAddress } from './address.js';

/** A choice between some values. */
interface Select {
  /** Under which the address keeps it. */
  key: string;
  label: string;
  options: readonly (readonly [value: string, text: string])[];
  /** The value if none was chosen. */
  standard: string;
}

/** Adds a list to choose from. Calls `changed` when the choice changes, also by the address. */
export function addSelect(parent: Element, { key, label, options, standard }: Select, changed: () => void): void {
  const select = document.createElement('select');
  select.append(...options.map(([value, text]) => new Option(text, value)));
  const show = () => {
    const value = chosen(key);
    select.value = options.some(([known]) => known === value) ? String(value) : standard;
  };
  show();
  select.addEventListener('change', () => {
    choose(key, select.value === standard ? '' : select.value);
    changed();
  });
  onAddress(() => {
    const before = select.value;
    show();
    if (select.value !== before) changed();
  });
  select.id = key;
  const text = document.createElement('label');
  text.htmlFor = key;
  text.textContent = label;
  const control = document.createElement('span');
  control.className = 'control';
  control.append(text, select);
  parent.append(control);
}

/** Adds a button. */
export function addButton(parent: Element, text: string, label: string, press: () => void): void {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  button.setAttribute('aria-label', label);
  button.addEventListener('click', press);
  parent.append(button);
}
