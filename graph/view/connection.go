package view

import (
	"context"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
)

// How many items a list has where the caller does not say.
const (
	Items   = 20 // of records
	Matches = 10 // and of topics
)

// First returns how many items are asked for.
func First(first *int, byDefault int) int {
	if first == nil {
		return byDefault
	}
	return *first
}

// After returns the cursor to go on after; "" is the beginning.
func After(after *string) string {
	if after == nil {
		return ""
	}
	return *after
}

// Balance returns whether requests are to be spread fairly, which is the default.
func Balance(balance *bool) bool { return balance == nil || *balance }

// Scope returns where matches are looked for; the own cluster is the default.
func Scope(scope *eic.MatchScope) eic.MatchScope {
	if scope == nil {
		return eic.ScopeCluster
	}
	return *scope
}

// PageInfo says how a list goes on.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

// Edge is an item of a list and its cursor.
type Edge[V any] struct {
	Cursor string
	Node   V
}

// Connection is one page of a list.
type Connection[V any] struct {
	Edges    []*Edge[V]
	PageInfo *PageInfo
}

// The lists of the schema.
type (
	NeedConnection         struct{ Connection[*Need] }
	NeedEdge               = Edge[*Need]
	OfferConnection        struct{ Connection[Offer] }
	OfferEdge              = Edge[Offer]
	OrganizationConnection struct{ Connection[*Organization] }
	OrganizationEdge       = Edge[*Organization]
	PersonConnection       struct{ Connection[*Person] }
	PersonEdge             = Edge[*Person]
	ProductConnection      struct{ Connection[*Product] }
	ProductEdge            = Edge[*Product]
	TopicConnection        struct{ Connection[*Topic] }
	TopicEdge              = Edge[*Topic]
	MatchEdge              = Edge[*Match]
)

// NewConnection returns a page of a list, which was asked for with a cursor or
// "".
func NewConnection[R eic.Record, V any](s *Session, l *app.List[R], after string, wrap func(*Session, R) V) Connection[V] {
	edges := make([]*Edge[V], len(l.Items))
	for i, item := range l.Items {
		edges[i] = &Edge[V]{l.Cursors[i], wrap(s, item)}
	}
	return Connection[V]{edges, pageInfo(l.Cursors, l.HasNext, after)}
}

func pageInfo(cursors []string, hasNext bool, after string) *PageInfo {
	info := &PageInfo{HasNextPage: hasNext, HasPreviousPage: after != ""}
	if n := len(cursors); n > 0 {
		info.StartCursor, info.EndCursor = &cursors[0], &cursors[n-1]
	}
	return info
}

// MatchConnection is one page of matches.
type MatchConnection struct {
	Connection[*Match]
	Considered int
	Excluded   []*match.Exclusion
	Missing    []*Cluster
}

// NewMatches returns a page of matches, which was asked for with a cursor or "".
func NewMatches(ctx context.Context, s *Session, p *app.MatchPage, after string) *MatchConnection {
	s.Language(ctx)
	c := &MatchConnection{Considered: p.Considered, Excluded: make([]*match.Exclusion, len(p.Excluded))}
	for i := range p.Excluded {
		c.Excluded[i] = &p.Excluded[i]
	}
	c.Missing = make([]*Cluster, len(p.Missing))
	for i, cluster := range p.Missing {
		c.Missing[i] = NewCluster(s, cluster)
	}
	cursors := make([]string, len(p.Matches))
	c.Edges = make([]*MatchEdge, len(p.Matches))
	for i := range p.Matches {
		m := &p.Matches[i]
		cursors[i] = m.Cursor
		c.Edges[i] = &MatchEdge{m.Cursor, &Match{newPair(s, m.Need, m.Offer, &m.Match)}}
	}
	c.PageInfo = pageInfo(cursors, p.HasNext, after)
	return c
}
