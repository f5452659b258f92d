// The local identity provider's page: who is signing in. Works without JavaScript.
import { html, raw } from 'hono/html';
import { localStyles } from '../mailbox/styles.ts';
import { testPassword, testUsers } from './test-users.ts';

export const LoginPage = (props: { action: string; email?: string | undefined; problem?: string | undefined }) =>
  html`<!doctype html>${(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>Sign in · Afterglow, local</title>
        <style>{raw(localStyles)}</style>
      </head>
      <body class="narrow">
        <main>
          <p class="badge">Local test sign-in</p>
          <h1>Sign in as clinic staff</h1>
          {props.problem ? (
            <p class="problem" role="alert" id="problem">
              {props.problem}
            </p>
          ) : null}
          <form method="post" action={props.action} class="stack">
            <label>
              E-mail address
              <input
                type="email"
                name="email"
                required
                autocomplete="username"
                value={props.email ?? ''}
                aria-describedby={props.problem ? 'problem' : undefined}
              />
            </label>
            <label>
              Password
              <input type="password" name="password" required autocomplete="current-password" />
            </label>
            <button type="submit" class="primary">
              Sign in
            </button>
          </form>
          <section aria-labelledby="who">
            <h2 id="who">Test users</h2>
            <p>
              All with the password <code>{testPassword}</code>:
            </p>
            <ul>
              {testUsers.map((user) => (
                <li>
                  <code>{user.email}</code> ({user.role})
                </li>
              ))}
            </ul>
          </section>
        </main>
      </body>
    </html>
  )}`;

export const ProblemPage = (props: { message: string }) =>
  html`<!doctype html>${(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Sign-in did not work · Afterglow, local</title>
        <style>{raw(localStyles)}</style>
      </head>
      <body class="narrow">
        <main>
          <p class="badge">Local test sign-in</p>
          <h1>Sign-in did not work</h1>
          <p class="problem" role="alert">
            {props.message}
          </p>
          <p>
            <a href="/staff">Start again from the staff page</a>
          </p>
        </main>
      </body>
    </html>
  )}`;
