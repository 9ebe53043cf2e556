package neo4jstore

import (
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// mostTokens is how many tokens of a kind a query may have: Lucene refuses one of
// more than 1,024 clauses, and a word makes two.
const mostTokens = 300

// matching writes the Lucene query for documents of a cluster with one of the
// words in title or body, or one of the topics; "" if nothing is left to ask for.
// A word in a title counts three times. The cluster is a required clause, and so
// applied before the limit.
func matching(cluster eic.ClusterID, words, topics []string) string {
	here, text, about := clusterToken(cluster), anyOf(words), anyOf(topics)
	if !isToken(here) {
		return ""
	}
	var parts []string
	if text != "" {
		parts = append(parts, "searchTitle:("+text+")^3", "searchBody:("+text+")")
	}
	if about != "" {
		parts = append(parts, "searchTopics:("+about+")")
	}
	if len(parts) == 0 {
		return ""
	}
	return "+searchCluster:" + here + " +(" + strings.Join(parts, " ") + ")"
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
