// Scripts: programs without C, in the notation of strace, for figures that must not ship a compiler.
export interface Script { text: string }
export declare function parseScript(text: string): Script;
