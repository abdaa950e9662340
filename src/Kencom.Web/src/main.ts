import './session/look.ts';
import './parts/site.ts';
import './pages/start.ts';
