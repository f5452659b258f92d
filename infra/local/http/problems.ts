// RFC 9457 problem documents of the local endpoints.

export class LocalProblem extends Error {
  override readonly name = 'LocalProblem';
  constructor(
    readonly status: number,
    readonly title: string,
    detail: string,
  ) {
    super(detail);
  }
}

export function problemResponse(error: unknown): Response {
  const problem =
    error instanceof LocalProblem
      ? { status: error.status, title: error.title, detail: error.message }
      : {
          status: 500,
          title: 'The local runner failed',
          detail: error instanceof Error ? error.message : String(error),
        };
  return Response.json(
    { type: 'about:blank', ...problem },
    { status: problem.status, headers: { 'content-type': 'application/problem+json' } },
  );
}
