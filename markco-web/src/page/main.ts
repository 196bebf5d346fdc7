// Where the page begins.

import { App } from './app.ts'

const style = document.querySelector<HTMLElement>('#style')
const root = document.querySelector<HTMLElement>('#app')
if (style === null || root === null) throw new Error('the page is not whole')
void new App(root, style.nonce).start()
