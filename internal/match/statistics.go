package match

import (
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Statistics says how common words and topics are among the records of one side,
// offers or needs, of one cluster. It is immutable and safe for concurrent use.
// Nil is the statistics of an empty cluster.
type Statistics struct {
	version    int64
	documents  int
	titleWords int // of all documents
	bodyWords  int
	tokens     []string // sorted
	counts     []int32  // documents with each token
	topics     []eic.TopicID
	topicDocs  []int32 // documents about each topic or one below it

	fingerprint uint64 // the same for equal statistics
	byTerm      termTable
	byTopic     map[eic.TopicID]int32
	speller     func() *speller // of the tokens, made when first needed
	runs        atomic.Pointer[gramIDFs]
}

// StatisticsBuilder counts records. It is not safe for concurrent use.
type StatisticsBuilder struct {
	tax        *Taxonomy
	documents  int
	titleWords int
	bodyWords  int
	tokens     map[string]int32
	topics     map[eic.TopicID]int32
}

// NewStatisticsBuilder returns an empty builder. The taxonomy, which may be
// nil, says which topics are above which.
func NewStatisticsBuilder(tax *Taxonomy) *StatisticsBuilder {
	return &StatisticsBuilder{tax: tax, tokens: map[string]int32{}, topics: map[eic.TopicID]int32{}}
}

// Add counts one record: its words and its topics, each of which counts for
// all topics above it too.
func (b *StatisticsBuilder) Add(text Text, topics []eic.TopicID) {
	b.documents++
	b.titleWords += len(text.Title)
	b.bodyWords += len(text.Body)
	seen := make(map[string]bool, 2*(len(text.Title)+len(text.Body)))
	for _, words := range [][]Word{text.Title, text.Body} {
		for _, w := range words {
			for _, token := range []string{w.English, w.Spanish} {
				if !seen[token] {
					seen[token] = true
					b.tokens[token]++
				}
			}
		}
	}
	for _, id := range b.tax.withAncestors(topics) {
		b.topics[id]++
	}
}

// Build returns the statistics so far, as the given version. The builder can go on.
func (b *StatisticsBuilder) Build(version int64) *Statistics {
	s := &Statistics{version: version, documents: b.documents, titleWords: b.titleWords, bodyWords: b.bodyWords}
	s.tokens, s.counts = sortedCounts(b.tokens)
	s.topics, s.topicDocs = sortedCounts(b.topics)
	return s.index()
}

func sortedCounts[K ~string](counts map[K]int32) ([]K, []int32) {
	keys := make([]K, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	values := make([]int32, len(keys))
	for i, k := range keys {
		values[i] = counts[k]
	}
	return keys, values
}

// index makes what is looked things up in. What only some requests need is
// made when the first of them comes.
func (s *Statistics) index() *Statistics {
	s.fingerprint = mix(uint64(s.documents), uint64(s.titleWords), uint64(s.bodyWords))
	s.byTerm = newTermTable(len(s.tokens))
	for i, token := range s.tokens {
		t := termOf(token)
		s.byTerm.add(t, s.counts[i])
		s.fingerprint = mix(s.fingerprint, uint64(t), uint64(s.counts[i]))
	}
	s.byTopic = make(map[eic.TopicID]int32, len(s.topics))
	for i, id := range s.topics {
		s.byTopic[id] = s.topicDocs[i]
	}
	s.speller = sync.OnceValue(func() *speller { return newSpeller(s.tokens) })
	return s
}

var empty = NewStatisticsBuilder(nil).Build(0)

// orEmpty returns the statistics, or those of an empty cluster for nil.
func (s *Statistics) orEmpty() *Statistics {
	if s == nil {
		return empty
	}
	return s
}

// Version returns the number Build was given.
func (s *Statistics) Version() int64 { return s.version }

// Documents returns how many records were counted.
func (s *Statistics) Documents() int { return s.documents }

// meanLength returns the mean length of a record in words, those of the title
// counted titleWeight times; never 0.
func (s *Statistics) meanLength(titleWeight float64) float64 {
	if s.titleWords+s.bodyWords == 0 {
		return 1
	}
	return (titleWeight*float64(s.titleWords) + float64(s.bodyWords)) / float64(s.documents)
}

// df returns in how many records a token stands.
func (s *Statistics) df(t term) float64 { return float64(s.byTerm.count(t)) }

// idf returns how much a token tells: the inverse document frequency of
// BM25 (Robertson and Zaragoza 2009, eq. 3.15) kept above 0 by the 1 inside the
// logarithm, smoothed as if d more records had been seen, of which the share p of
// the background table has the word:
//
//	df' = df + d p     N' = N + d     idf = ln(1 + (N' - df' + .5)/(df' + .5))
//
// so that ten records already have sane values.
func (s *Statistics) idf(t term, d, p float64) float64 {
	return idf(s.df(t)+d*p, float64(s.documents)+d)
}

// mostIDF is what a word tells that stands nowhere.
func (s *Statistics) mostIDF(d float64) float64 { return idf(0, float64(s.documents)+d) }

// topicIDF is idf for a topic, which the background knows nothing about.
func (s *Statistics) topicIDF(id eic.TopicID, d float64) float64 {
	return idf(float64(s.byTopic[id]), float64(s.documents)+d)
}

func idf(df, n float64) float64 { return math.Log(1 + (n-min(df, n)+.5)/(min(df, n)+.5)) }
