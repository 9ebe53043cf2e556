// Package match is the heart of thirdplace: may these two meet, how well do
// they fit, in which order are they shown, and why.
//
// It is pure. Values go in and values come out; there is no context, clock,
// randomness, logging or dependence on map order, so that the same input in any
// order gives the same output on every machine and above every store. What
// changes with time is an argument: the day, the statistics of the cluster,
// the load of its people.
//
// Read it like a chapter, in the order of the pipeline:
//
//	analyse.go   a text becomes words, each with an English and a Spanish stem
//	link.go      words name topics of the taxonomy, by its longest labels
//	sense.go     what they mean where they could mean several things
//	gate.go      may these two meet at all?
//	recall.go    what to ask the store's index for
//	text.go      TEXT: BM25 over words, likeness of spelling, the stretch
//	askwords.go  TEXT: words with which people only ask
//	reading.go   TEXT: the same in other words, other things by the same word
//	passage.go   TEXT: the words of a need in one place of an offer
//	meaning.go   TEXT: what the texts mean, where vectors of them are known
//	topic.go     TOPIC: the same through the edges of the taxonomy
//	context.go   CURRICULUM, MODE, PLACE and TIME move the content's score
//	score.go     content, context and the other side's WISHES become one score
//	balance.go   nobody is asked too often, and new offers are seen
//	rank.go      a total order, and pages of it
//	explain.go   the score taken apart again, as data
//
// Beside them stand what the pipeline reads: weights.go (every constant of the
// model), statistics.go (how common a word is in this cluster), background.go
// (how common it is in general), taxonomy.go (topics and their edges), automaton.go
// (their labels, ready to be found), search.go (for somebody who types) and
// features.go (a need or an offer, made ready once).
//
// A caller analyses and links a record when it is written, keeps the encoded
// text beside it, makes features from both, and asks a Model. Sentences are
// made elsewhere, from the data of Explain.
package match
