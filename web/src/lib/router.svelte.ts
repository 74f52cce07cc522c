// The address bar as state. Plain links work: clicks on links to this site's pages are taken over, everything
// else (downloads, other sites, new tabs) is left to the browser.
import { route_of, type Route } from './routes';

class Router {
  path = $state(location.pathname);
  query = $state(new URLSearchParams(location.search));
  route: Route = $derived(route_of(this.path));
  /** Counts page changes, not changes of the query: a new page gets the focus and starts at the top. */
  visits = $state(0);

  start(): () => void {
    const on_click = (event: MouseEvent) => this.follow(event);
    const on_pop = () => this.read();
    addEventListener('popstate', on_pop);
    document.addEventListener('click', on_click);
    return () => {
      removeEventListener('popstate', on_pop);
      document.removeEventListener('click', on_click);
    };
  }

  go(path: string, query: URLSearchParams = new URLSearchParams()): void {
    history.pushState(null, '', address(path, query));
    this.read();
    scrollTo(0, 0);
  }

  /** Changes the query in place: filters are no steps of the history. */
  set_query(query: URLSearchParams): void {
    history.replaceState(null, '', address(this.path, query));
    this.query = query;
  }

  private read(): void {
    if (this.path !== location.pathname) this.visits += 1;
    this.path = location.pathname;
    this.query = new URLSearchParams(location.search);
  }

  private follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.('a');
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (link.pathname.startsWith('/api/') || (link.hash && link.pathname === location.pathname)) return;
    event.preventDefault();
    this.go(link.pathname, new URLSearchParams(link.search));
  }
}

function address(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

export const router = new Router();
