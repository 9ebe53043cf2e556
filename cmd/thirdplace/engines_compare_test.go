package main

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
)

// comparison asks the same of both sides and compares what they answer.
type comparison struct {
	t     *testing.T
	sides [2]*side
	first int // matches of a page

	asked, cut int // questions, and those for which a recall was cut off
}

// asking asks one side.
type asking func(*side) (*app.MatchPage, error)

// ask asks both sides and compares their pages.
func (c *comparison) ask(what string, question asking) {
	c.t.Helper()
	var pages [2]*app.MatchPage
	both(c.t, c.sides, func(s *side) (err error) {
		pages[s.number], err = question(s)
		return err
	})
	c.asked++
	cut := c.sides[0].watch.cut
	if cut != c.sides[1].watch.cut {
		c.t.Errorf("%s: one recall was cut off and the other was not", what)
	}
	if cut {
		c.cut++
	}
	if different := unlikePages(pages[0], pages[1]); different != "" {
		c.t.Errorf("%s (cut off: %t): %s", what, cut, different)
	}
}

// conclude says what was asked.
func (c *comparison) conclude() {
	c.t.Helper()
	c.t.Logf("%d questions; the recalls of %d were cut off, and were the same", c.asked, c.cut)
}

// needs asks for the matches of needs, with balance and without.
func (c *comparison) needs(ids []eic.ID) {
	c.t.Helper()
	for _, id := range ids {
		for _, balance := range []bool{true, false} {
			args := []app.MatchArgs{{ID: id, First: c.first, Balance: balance}}
			c.ask(fmt.Sprintf("%s, balance %t", id, balance), func(s *side) (*app.MatchPage, error) {
				answer := s.NeedMatches(c.t.Context(), s.viewer, args)[0]
				return answer.Page, answer.Err
			})
		}
	}
}

func (c *comparison) offers(ids []eic.ID) {
	c.t.Helper()
	for _, id := range ids {
		args := []app.MatchArgs{{ID: id, First: c.first, Balance: true}}
		c.ask(string(id), func(s *side) (*app.MatchPage, error) {
			answer := s.OfferMatches(c.t.Context(), s.viewer, args)[0]
			return answer.Page, answer.Err
		})
	}
}

func (c *comparison) preview(need app.Fields) {
	c.t.Helper()
	c.ask(fmt.Sprint("preview of ", need["title"]), func(s *side) (*app.MatchPage, error) {
		return s.PreviewMatches(c.t.Context(), s.viewer, app.Preview{Need: need, First: c.first, Balance: true})
	})
}

func (c *comparison) explain(need, offer eic.ID) {
	c.t.Helper()
	var said [2]match.Match
	both(c.t, c.sides, func(s *side) error {
		e, err := s.ExplainMatch(c.t.Context(), s.viewer, string(need), string(offer))
		if err == nil {
			said[s.number] = e.Match
		}
		return err
	})
	if different := unlikeExplanations(said[0], said[1]); different != "" {
		c.t.Errorf("explain %s and %s: %s", need, offer, different)
	}
}

// unlikePages says how two pages differ; empty if they do not.
func unlikePages(a, b *app.MatchPage) string {
	if a.Considered != b.Considered || !reflect.DeepEqual(a.Excluded, b.Excluded) || a.HasNext != b.HasNext {
		return fmt.Sprintf("considered %d and %d, excluded %v and %v, more %t and %t", a.Considered, b.Considered, a.Excluded, b.Excluded, a.HasNext, b.HasNext)
	}
	return unlikeMatches(a.Matches, b.Matches)
}

func unlikeMatches(a, b []app.Match) string {
	if len(a) != len(b) {
		return fmt.Sprintf("%d matches and %d", len(a), len(b))
	}
	for i := range a {
		if a[i].Offer.ID != b[i].Offer.ID || a[i].Need.ID != b[i].Need.ID {
			return fmt.Sprintf("place %d: %s (%.12f) and %s (%.12f)", i+1, a[i].Offer.ID, a[i].Match.Score, b[i].Offer.ID, b[i].Match.Score)
		}
		if different := unlikeExplanations(a[i].Match, b[i].Match); different != "" {
			return fmt.Sprintf("place %d: %s", i+1, different)
		}
		if !reflect.DeepEqual(a[i].Offer, b[i].Offer) || !reflect.DeepEqual(a[i].Need, b[i].Need) {
			return fmt.Sprintf("place %d: the records are not the same", i+1)
		}
	}
	return ""
}

// sameScore is how near two scores must be to be one.
const sameScore = 1e-12

// unlikeExplanations says how what is said of one pair differs.
func unlikeExplanations(a, b match.Match) string {
	switch {
	case math.Abs(a.Score-b.Score) > sameScore || a.Fit != b.Fit || a.Listed != b.Listed:
		return fmt.Sprintf("score %.15f %s and %.15f %s", a.Score, a.Fit, b.Score, b.Fit)
	case !reflect.DeepEqual(a.Blockers, b.Blockers):
		return fmt.Sprintf("blockers %v and %v", a.Blockers, b.Blockers)
	case !reflect.DeepEqual(a.Unknowns, b.Unknowns):
		return fmt.Sprintf("unknowns %v and %v", a.Unknowns, b.Unknowns)
	case !reflect.DeepEqual(a.Reasons, b.Reasons):
		return fmt.Sprintf("reasons %v and %v", a.Reasons, b.Reasons)
	}
	return ""
}
