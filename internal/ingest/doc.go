// Package ingest brings files into the graph and the graph into a file. It owns
// reading: plain or gzip files, the program's own NDJSON, and the formats of
// public records as their publishers give them, each in a file of its own. It
// hands what it read to package app, in batches, as lines with fields, and never
// looks into a field itself: titles, grade bands, places and references are for
// app to decode, so that files and the API accept and refuse the same things.
//
// # Importing
//
// Run reads Options.Files one after the other and gives their lines to a Target.
// Three things hold whatever a file contains:
//
//   - A bad line is rejected with its number and a reason, and the others are
//     imported: malformed JSON, text that is not UTF-8, a line of a gigabyte, a
//     quote that is never closed, a gzip file cut short.
//   - The order of lines does not matter. A line that refers to one not there
//     yet waits in a temporary file and is tried again when the files are read;
//     at last those that refer to each other go in together.
//   - Memory does not grow with the file, but for 30 to 65 bytes a record to
//     know its key again.
//
// A key is a type, cluster, source and external id. A file that uses one again
// for something else has that line rejected, naming the first; the same content
// again is unchanged. A later file may update what an earlier one said.
//
// # Public formats
//
// Columns are found by their headings, of which several spellings are known,
// without regard to case and punctuation, and never by position; only GeoNames
// publishes files without headings. What a publisher writes for "not known"
// becomes a field that is not said. Text that is not UTF-8 is read as
// Windows-1252. Persons' names and the streets of nonprofits are left out.
//
// Some publishers give a folder of files that belong together (ofFolder), and
// some tables can be understood only when all of their rows have been seen
// (twice). What ties the files or rows together is then held in memory, and is
// bounded by the classification, not by how often it is imported. What of a good
// row is left out on purpose is noted in the reject file and is no reject.
//
// # Exporting
//
// Export writes what an Origin has stored as NDJSON in a fixed order of fields,
// so that equal graphs give equal bytes and a file that was exported can be
// imported elsewhere.
//
// Start at Run and Export.
package ingest
