/** Where the page begins: opens what its views need, and draws the shell. */
import { render } from 'preact';
import { openAccess } from './access.ts';
import { openRoute } from './route.ts';
import { Shell } from './shell.tsx';
import { openStore } from './store.ts';
import { openTheme } from './theme.ts';
import './theme.css';
import './base.css';
import './controls.css';

const theme = openTheme(window);
// Before the route: it takes a token out of the address.
const access = openAccess(window);
const route = openRoute(window);
const store = openStore(window);

render(
  <Shell store={store} access={access} route={route} theme={theme} />,
  document.getElementById('page')!,
);
