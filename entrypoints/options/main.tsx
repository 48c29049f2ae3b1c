import '@/components/styles/base.css';
import { Options } from '@/components/options/Options';
import { showPage } from '@/components/page';

void showPage(<Options />, (text) => text.options.title);
