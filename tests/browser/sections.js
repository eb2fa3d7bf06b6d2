// A small chapter of section pages for the tests, in a copy of the book: a
// question, a task to try, an excerpt, and terms of the glossary.
import * as fs from 'node:fs';
import { copyBook } from './workbook.js';

/** Where the copy's source is said to be public. */
export const REPOSITORY = 'https://example.org/book';

const BOOK_TOML_SETTINGS = `[output.html]
git-repository-url = "${REPOSITORY}"
edit-url-template = "${REPOSITORY}/edit/{path}"
`;

/** The chapter's folder in the site. */
export const CHAPTER_FOLDER = 'ch98-sections';

const SUMMARY_LINES = `
- [Sections](${CHAPTER_FOLDER}/index.md)
    - [A question and a task](${CHAPTER_FOLDER}/question.md)
    - [Deeper](${CHAPTER_FOLDER}/deeper.md)
`;

const PAGE_TEXTS = {
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

const GLOSSARY_ENTRY = `
## Zz test term

A term that only the tests use, in \`code\` and [a link](introduction.md).
`;

const TRY_TASK_TOML = `[[try]]
task = "Print nothing but \`ok\`."
prints = "ok"
why = "The program prints only that."
[[try.edit]]
find = "fn main() {"
replace = "fn main() {\\n    println!(\\"ok\\");"
`;

/** A copy of the book with the chapter; the caller removes it. */
export function copyBookWithSections() {
  const root = copyBook();
  const summary = `${root}/src/SUMMARY.md`;
  const text = fs.readFileSync(summary, 'utf8');
  fs.writeFileSync(summary, text.replace('\n---', `${SUMMARY_LINES}\n---`));
  const config = fs.readFileSync(`${root}/book.toml`, 'utf8');
  const withLinks = config.replace('[output.html]\n', () => BOOK_TOML_SETTINGS);
  fs.writeFileSync(`${root}/book.toml`, withLinks);
  fs.appendFileSync(`${root}/src/glossary.md`, GLOSSARY_ENTRY);
  fs.mkdirSync(`${root}/src/${CHAPTER_FOLDER}`);
  for (const [name, text] of Object.entries(PAGE_TEXTS)) {
    fs.writeFileSync(`${root}/src/${CHAPTER_FOLDER}/${name}`, text);
  }
  const tasks = `${root}/listings/ch01-waiting/two_waits.try.toml`;
  fs.writeFileSync(tasks, TRY_TASK_TOML);
  return root;
}
