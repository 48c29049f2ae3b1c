import '@/components/styles/base.css';
import { showPage } from '@/components/page';
import { Popup } from '@/components/popup/Popup';
import { loadText } from '@/lib/i18n/page-text';

void showPage({ load: loadText, title: (text) => text.popup.title, content: () => <Popup /> });
