package graph

import (
	"github.com/edclusters/thirdplace/graph/generated"
	"github.com/edclusters/thirdplace/graph/view"
	"github.com/edclusters/thirdplace/internal/eic"
)

// The cost of a document is about how many values its answer has. A list costs
// as many times its content as it may have items; asking for matches costs as
// much as recallCost values on top, or networkCost over all clusters that share.
const (
	maxCost     = 50_000 // 20 needs with 10 explained matches each are half of it
	recallCost  = 50
	networkCost = 500
	exportCost  = 5_000 // all that is held on a person

	// How many items a list without a limit of its own is taken to have.
	few     = 5
	factors = 7 // of matching: reasons of a match
	gates   = 8 // that excluded something
	steps   = 3 // of a path between topics
)

// times is the cost of so many items; it stays just above maxCost instead of
// overflowing.
func times(n, child int) int {
	if child > maxCost || n*child > maxCost {
		return maxCost + 1
	}
	return 1 + n*child
}

// page is the cost of a list with a first argument.
func page(child int, first *int, byDefault int) int {
	n := byDefault
	if first != nil {
		n = min(max(*first, 1), 100) // others are refused
	}
	return times(n, child)
}

func each(n int) func(int) int { return func(child int) int { return times(n, child) } }

// costs returns the cost of every list of the schema; other fields cost one and
// their content.
func costs() (c generated.ComplexityRoot) {
	listCosts(&c)
	matchCosts(&c)
	c.Query.Topics = func(child int, _ string, _ *string, first *int) int { return page(child, first, 10) }
	c.Query.SuggestTopics = func(child int, _ string, _, _ *string, first *int) int { return page(child, first, 10) }
	c.TopicSuggestion.Words, c.TopicLink.Words = each(few), each(few)
	c.Query.ByExternalID = func(child int, _, _ string, ids []string, _ []eic.Type) int {
		return times(len(ids), child)
	}
	c.Query.Clusters = each(few)
	c.Query.ServiceAccounts = func(child int, _ *string) int { return times(few, child) }
	c.Query.AuditLog = func(child int, _ *string, first *int, _ *string) int { return page(child, first, 20) }
	c.Query.ExportMyData = func(child int) int { return exportCost + child }
	c.Person.Clusters, c.Person.Memberships, c.Person.Affiliations = each(few), each(few), each(few)
	c.Need.About, c.FundOfKnowledge.About, c.PilotOffer.About = each(few), each(few), each(few)
	c.Grant.About, c.Study.About = each(few), each(few)
	c.Need.NotTopics, c.FundOfKnowledge.NotTopics, c.PilotOffer.NotTopics = each(few), each(few), each(few)
	c.Grant.NotTopics, c.Study.NotTopics = each(few), each(few)
	c.Need.Topics, c.Product.Topics, c.Wishes.Topics = each(few), each(few), each(few)
	c.FundOfKnowledge.Topics, c.PilotOffer.Topics = each(few), each(few)
	c.Grant.Topics, c.Study.Topics = each(few), each(few)
	c.FundOfKnowledge.Availability, c.PilotOffer.Availability = each(few), each(few)
	c.Grant.Availability, c.Study.Availability = each(few), each(few)
	c.Topic.Broader, c.Topic.Related, c.Topic.Additions = each(few), each(few), each(few)
	c.Topic.Bridges, c.Topic.AltLabels = each(few), each(few)
	c.Product.Evidence = each(few)
	return c
}

func listCosts(c *generated.ComplexityRoot) {
	records := func(child int, _ map[string]any, first *int, _ *string) int { return page(child, first, 20) }
	c.Query.Needs, c.Query.Offers, c.Query.Organizations = records, records, records
	c.Query.People, c.Query.Products, c.Query.OwnTopics = records, records, records
}

// recalling is the cost of finding candidates.
func recalling(scope *eic.MatchScope) int {
	if view.Scope(scope) == eic.ScopeNetwork {
		return networkCost
	}
	return recallCost
}

func matchCosts(c *generated.ComplexityRoot) {
	c.Query.PreviewMatches = func(child int, _ map[string]any, _ *string, _ []eic.OfferKind, first *int, _ *string, _ *bool) int {
		return recallCost + page(child, first, 10)
	}
	c.Need.Matches = func(child int, _ []eic.OfferKind, first *int, _ *string, _ *bool, scope *eic.MatchScope) int {
		return recalling(scope) + page(child, first, 10)
	}
	offer := func(child int, first *int, _ *string, _ *bool, scope *eic.MatchScope) int {
		return recalling(scope) + page(child, first, 10)
	}
	c.FundOfKnowledge.Matches, c.PilotOffer.Matches = offer, offer
	c.Grant.Matches, c.Study.Matches = offer, offer
	c.Match.Reasons, c.MatchExplanation.Reasons = each(factors), each(factors)
	c.MatchExplanation.Blockers, c.Match.Blockers = each(few), each(few)
	c.Reason.Path, c.MatchConnection.Missing = each(steps), each(few)
	c.MatchConnection.Excluded = each(gates)
}
