import { defineBackground } from 'wxt/utils/define-background';
import { startApp } from '@/lib/background/app';

export default defineBackground(() => startApp());
