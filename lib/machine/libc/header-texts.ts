// The text of every header, with those of the library's parts.
//
// One idea: this is data that follows from tables. A page's build works it out beforehand, and the page
// fetches what a program includes (lib/abi/lookup.ts).

import { headerTexts } from '../../abi/headers.ts';
import { lookup } from '../../abi/lookup.ts';
import './all-parts.ts';

/** A header's text by the name between the angle brackets. */
export const headerText = lookup(headerTexts());
