// A small chapter of section pages for the tests, in a copy of the book: a
// question, a task to try, an excerpt, and terms of the glossary.
import * as fs from 'node:fs';
import { copyOfTheBook } from './workbook.js';

/** Where the copy's source is said to be public. */
export const REPOSITORY = 'https://example.org/book';

const SETTINGS = `[output.html]
git-repository-url = "${REPOSITORY}"
edit-url-template = "${REPOSITORY}/edit/{path}"
`;

/** The chapter's folder in the site. */
export const FOLDER = 'ch98-sections';

const SUMMARY = `
- [Sections](${FOLDER}/index.md)
    - [A question and a task](${FOLDER}/question.md)
    - [Deeper](${FOLDER}/deeper.md)
`;

const PAGES = {
  'index.md': '# Sections\n\n{{#sections}}\n',
  'question.md': `# A question and a task

A [**test term**](../glossary.md#zz-test-term) is explained elsewhere.

{{#excerpt two_waits anchor=waits}}

{{#listing two_waits anchor=waits}}

{{#try two_waits}}

## The question

Before it.

{{#predict waiting_line}}

{{#listing waiting_line anchor=serve}}

The answer is [here](index.md), at length.

{{#predict thread_per_client}}

{{#listing thread_per_client anchor=serve}}

## After it

Free to read.
`,
  'deeper.md': '# Deeper\n\n<!-- optional -->\n\nDeep.\n',
};

const TERM = `
## Zz test term

A term that only the tests use, in \`code\` and [a link](introduction.md).
`;

const TASK = `[[try]]
task = "Print nothing but \`ok\`."
prints = "ok"
why = "The program prints only that."
[[try.edit]]
find = "fn main() {"
replace = "fn main() {\\n    println!(\\"ok\\");"
`;

/** A copy of the book with the chapter; the caller removes it. */
export function bookWithSections() {
  const root = copyOfTheBook();
  const summary = `${root}/src/SUMMARY.md`;
  const text = fs.readFileSync(summary, 'utf8');
  fs.writeFileSync(summary, text.replace('\n---', `${SUMMARY}\n---`));
  const config = fs.readFileSync(`${root}/book.toml`, 'utf8');
  const withLinks = config.replace('[output.html]\n', () => SETTINGS);
  fs.writeFileSync(`${root}/book.toml`, withLinks);
  fs.appendFileSync(`${root}/src/glossary.md`, TERM);
  fs.mkdirSync(`${root}/src/${FOLDER}`);
  for (const [name, text] of Object.entries(PAGES)) {
    fs.writeFileSync(`${root}/src/${FOLDER}/${name}`, text);
  }
  const tasks = `${root}/listings/ch01-waiting/two_waits.try.toml`;
  fs.writeFileSync(tasks, TASK);
  return root;
}
