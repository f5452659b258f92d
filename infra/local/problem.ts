// Mistakes of the person at the terminal: the message names the remedy and is printed without a stack.

export class StartProblem extends Error {
  override readonly name = 'StartProblem';
}
