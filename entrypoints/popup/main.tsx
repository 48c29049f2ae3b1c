import '@/components/styles/base.css';
import { showPage } from '@/components/page';
import { Popup } from '@/components/popup/Popup';

void showPage(<Popup />, (text) => text.popup.title);
