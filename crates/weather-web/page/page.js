// Shows the updates of the weather station as they come, and asks for the
// weather in a city.

/** How many readings the curve shows. */
const CURVE_POINT_COUNT = 60;
const MAX_TEMPERATURE_CELSIUS = 30;

/** @param {string} id */
function getElement(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** @type {number[]} */
const temperatures = [];
let received = 0;
let missed = 0;

function drawCurve() {
  const points = temperatures.map((temperature, i) => {
    const x = (i * 300) / (CURVE_POINT_COUNT - 1);
    const y = 58 - (temperature * 56) / MAX_TEMPERATURE_CELSIUS;
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  getElement('curve').querySelector('polyline')?.setAttribute('points', points.join(' '));
}

function subscribeToUpdates() {
  const updates = new EventSource('updates');
  updates.onopen = () => {
    getElement('connection').textContent = 'Connected';
  };
  updates.onerror = () => {
    getElement('connection').textContent = 'Disconnected. Trying again …';
    // After a network error the browser tries again by itself. After an answer
    // such as a proxy's 502 it gives up, and we have to try. The pause differs,
    // so that not all pages come back at the same moment.
    if (updates.readyState === EventSource.CLOSED) {
      setTimeout(subscribeToUpdates, 2000 + Math.random() * 3000);
    }
  };
  updates.onmessage = ({ data }) => {
    const { temperature } = JSON.parse(data);
    received += 1;
    getElement('received').textContent = String(received);
    getElement('temperature').textContent = String(temperature);
    temperatures.push(temperature);
    if (temperatures.length > CURVE_POINT_COUNT) temperatures.shift();
    drawCurve();
  };
  updates.addEventListener('missed', ({ data }) => {
    missed += Number(data);
    getElement('missed').textContent = String(missed);
  });
}

/**
 * Returns the JSON of an answer, or throws the reason why there is none.
 * @param {string} path
 */
async function getJson(path) {
  const response = await fetch(path);
  if (response.ok) return response.json();
  // The error may be a proxy's, which isn't JSON.
  const json = await response.json().catch(() => null);
  throw new Error(json?.error ?? `the server answered with ${response.status}`);
}

/** @param {{ unix_ms: number, temperature: number, conditions: string }[]} reports */
function showHistory(reports) {
  const rows = reports.map(({ unix_ms, temperature, conditions }) => {
    const row = document.createElement('tr');
    const time = new Date(unix_ms).toLocaleTimeString();
    for (const text of [time, String(temperature), conditions]) {
      row.insertCell().textContent = text;
    }
    return row;
  });
  getElement('history').replaceChildren(...rows);
}

/** @param {string} city */
async function requestWeather(city) {
  const answer = getElement('answer');
  const path = encodeURIComponent(city);
  answer.textContent = 'Asking …';
  try {
    const weather = await getJson(`weather/${path}`);
    answer.textContent = `${weather.city}: ${weather.temperature} °C, ${weather.conditions}`;
    showHistory(await getJson(`history/${path}`));
  } catch (error) {
    answer.textContent = `No answer: ${error instanceof Error ? error.message : error}`;
  }
}

getElement('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  const input = getElement('city');
  if (input instanceof HTMLInputElement) requestWeather(input.value);
});

subscribeToUpdates();
