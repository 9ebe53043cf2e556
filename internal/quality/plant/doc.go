// Package plant draws judged sets of any size: needs and offers of a cluster that
// does not exist, with what each offer is worth to each need. It is for measuring
// what no person has judged: many more pairs, and each difficulty by itself.
//
// Every need and offer has a hidden concept, a topic of the taxonomy, and hidden
// circumstances: grades, places, days, sizes. The text is made from these and the
// judgement too, neither from the other. An offer is worth 3 to a need of the same
// concept; 2 where one is the parent or a sibling of the other, where a heavy bridge
// leads from one to the other, or where the concept is the offerer's trade; 1 within
// the same subject and over any other edge; and nothing if the circumstances rule the
// two out.
//
// Texts say a concept by any of its labels, inflected, turned around or misspelt,
// in English, Spanish or both, by what it is bridged to, or by a paraphrase that
// the taxonomy does not know; they go on in sentences about other things, some of
// which name other concepts. Some turn on a word of two meanings.
//
// A set is a pure function of the topics and a Plan, drawn record by record: what
// is drawn for one does not depend on how many there are.
//
// The concepts are those of the taxonomy the matches are found with, so that such
// a set says how well the program uses what it knows, and not how much it knows.
//
// Start at New.
package plant
