// The text of every header, with those of the library's parts.
//
// One idea: this is data that follows from tables. A page's build works it out beforehand and keeps
// each text apart (components/cell/build/frozen.ts), so that the page fetches what a program includes.

import { headerTexts } from '../../abi/headers.ts';
import './all-parts.ts';

/** Texts by the name between the angle brackets. */
export const HEADERS: Readonly<Record<string, string>> = headerTexts();
