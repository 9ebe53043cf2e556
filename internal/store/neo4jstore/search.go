package neo4jstore

import (
	"strconv"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// mostTokens is how many tokens of a kind a query may have: Lucene refuses one of
// more than 1,024 clauses, and a word makes two.
const mostTokens = 300

// matching writes the Lucene query for documents of a cluster with one of the
// words in title or body, or one of the topics; "" if nothing is left to ask for.
// The cluster is a required clause, and so applied before the limit.
//
// Each token is asked for as a regular expression that it alone fits, /bee/:
// Lucene gives what fits the boost of the expression and nothing else, so that the
// score is the sum of weights that the contract wants, in whole numbers. A range of
// one does the same and takes three times as long to read (measured). Below the
// point stands the order among equals; see orderTokens.
func matching(cluster eic.ClusterID, words, topics []store.Token) string {
	here := clusterToken(cluster)
	parts := weighted("searchTitle", words, store.InTitle) + weighted("searchBody", words, store.InBody) +
		weighted("searchTopics", topics, store.InTopics)
	if !isToken(here) || parts == "" {
		return ""
	}
	return "+searchCluster:" + here + "^0 +(" + parts + ")" + equals
}

// weighted writes tokens of a field as alternatives, each with its weight. One
// that is not made of a-z and 0-9 alone is in no document, and never in the query;
// nor is a word of Lucene's syntax, since those are capitals.
func weighted(field string, tokens []store.Token, times int) string {
	var text strings.Builder
	seen := make(map[string]bool, len(tokens))
	for _, t := range tokens {
		if !isToken(t.Text) || seen[t.Text] || len(seen) == mostTokens {
			continue
		}
		seen[t.Text] = true
		text.WriteString("/" + t.Text + "/^" + strconv.Itoa(times*t.Weight) + " ")
	}
	if text.Len() == 0 {
		return ""
	}
	return field + ":(" + text.String() + ")"
}

// Documents of equal weight come in the order of their ids. Lucene must know that
// order, or it keeps any of them when it has found enough. So what may be matched
// has, beside the token of its cluster, tokens for the first character of its key,
// one of 32: a token for each bit of how far that is from the last. What they add
// to a score is below 1.
const equals = " searchCluster:(/o16/^0.5 /o8/^0.25 /o4/^0.125 /o2/^0.0625 /o1/^0.03125)"

// orderTokens are the tokens that tell where an id stands among others.
func orderTokens(id eic.ID) string {
	const digits = "0123456789abcdefghijklmnopqrstuv"
	key := string(id[strings.LastIndexByte(string(id), '.')+1:])
	if key == "" {
		return ""
	}
	left, tokens := len(digits)-1-strings.IndexByte(digits, key[0]), ""
	for bit := 16; bit > 0; bit /= 2 {
		if left&bit != 0 {
			tokens += " o" + strconv.Itoa(bit)
		}
	}
	return tokens
}

// everyWord writes the Lucene query for documents of a cluster that have each
// word as one of its tokens; "" if no document can.
func everyWord(cluster eic.ClusterID, words store.Words) string {
	here := clusterToken(cluster)
	if !isToken(here) {
		return ""
	}
	query := "+searchCluster:" + here
	for _, word := range words {
		text := anyOf(word)
		if text == "" {
			return ""
		}
		query += " +(searchTitle:(" + text + ") searchBody:(" + text + "))"
	}
	return query
}

// anyOf writes tokens as alternatives. One that is not made of a-z and 0-9 alone
// is in no document, and never in the query; nor is a word of Lucene's syntax,
// since those are capitals.
func anyOf(tokens []string) string {
	var kept []string
	for _, token := range tokens {
		if isToken(token) && len(kept) < mostTokens {
			kept = append(kept, token)
		}
	}
	return strings.Join(kept, " ")
}

func isToken(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}
