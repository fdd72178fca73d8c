/** The options of the commands that advise and prepare. */

import { Option, type Command as Parser } from 'commander';
import { append } from './append.ts';

export function addAdviseOptions(parser: Parser): Parser {
  return addDocuments(
    parser
      .option('--answers <file>', 'the answers to the six questions, in JSON; without it Godwit asks')
      .option('--save <file>', 'a new file for the answers that are given here'),
  )
    .optionsGroup('Output:')
    .option('--json', 'one JSON document on standard output, and nothing else there')
    .option('--verbose', 'show the log too');
}

function addDocuments(parser: Parser): Parser {
  return parser
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'show this help')
    .option('--inventory <file>', 'what godwit inventory --json wrote: the mailboxes with their sizes')
    .addOption(
      new Option(
        '--survey <file>',
        'what godwit survey --json wrote of one mailbox; may be given several times',
      ).argParser(append),
    )
    .option('--offers <file>', 'your own table of offers instead of the built-in one, docs/advisor.md');
}

export function addPrepareOptions(parser: Parser): Parser {
  return addDocuments(
    parser.requiredOption('--answers <file>', 'the groups, the people in them, and what they told and did, in JSON'),
  )
    .optionsGroup('Output:')
    .option('--out <folder>', 'write a sheet for everybody and an overview into this folder')
    .addOption(new Option('--format <format>', 'of the sheets (default: html)').choices(['html', 'text', 'json']))
    .option('--json', 'one JSON document on standard output, and nothing else there')
    .option('--verbose', 'show the log too');
}
