package view

import (
	"context"
	"sync"

	"github.com/vikstrous/dataloadgen"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/wording"
)

// UseCases is what views ask of the program.
type UseCases interface {
	// Viewer returns who asks, from the context: Unauthenticated if nobody does.
	Viewer(context.Context) (*app.Viewer, error)
	// Related returns records that records already shown refer to, in the order
	// of ids; nil for what is not there.
	Related(context.Context, *app.Viewer, []eic.ID) ([]eic.Record, error)
	// NeedMatches answers for several needs at once, in their order.
	NeedMatches(context.Context, *app.Viewer, []app.MatchArgs) []app.MatchAnswer
	// OfferMatches answers for several offers at once, in their order.
	OfferMatches(context.Context, *app.Viewer, []app.MatchArgs) []app.MatchAnswer
	// Actions lists what the viewer can do with a record next.
	Actions(*app.Viewer, eic.Record) []app.Action
	// PostedBy returns who posted a need, and false where that is hidden.
	PostedBy(*app.Viewer, *eic.Need) (eic.PersonID, bool)
	// Contacts returns how people can be reached, as far as the viewer may know, in
	// their order; that it was read is in the audit log.
	Contacts(context.Context, *app.Viewer, []*eic.Person) ([]app.Contact, error)
	// About returns the topics a need or an offer is about, the surest first; the
	// product is that of a pilot offer.
	About(eic.Record, *eic.Product) []app.TopicLink
	// NotTopics returns the topics an author removed, as far as the viewer may know.
	NotTopics(*app.Viewer, eic.Record) []eic.TopicID
	// TopicName returns the label of a topic in a language, "" for one of a cluster
	// that the viewer does not belong to.
	TopicName(*app.Viewer, eic.TopicID, eic.Language) string
	// Additions lists what the viewer's clusters add to a shared topic.
	Additions(*app.Viewer, eic.TopicID) []*eic.Topic
}

// Request is what a session takes from the request it is for.
type Request struct {
	AcceptLanguage string // the header
	IdempotencyKey string // the header
}

// Session is the memory of one request: who asks, in which language, and what
// was loaded for them already. It is safe for use by many goroutines.
type Session struct {
	Request
	app UseCases

	once   sync.Once
	viewer *app.Viewer
	err    error

	spoken   sync.Once
	language eic.Language

	contacts     *dataloadgen.Loader[*eic.Person, app.Contact]
	records      *dataloadgen.Loader[eic.ID, eic.Record]
	needMatches  *dataloadgen.Loader[matchKey, *app.MatchPage]
	offerMatches *dataloadgen.Loader[matchKey, *app.MatchPage]
}

// NewSession begins a session.
func NewSession(u UseCases, r Request) *Session {
	s := &Session{Request: r, app: u}
	s.load()
	return s
}

// Fresh returns a session for the same request that remembers nothing: after a
// change, what was loaded before it is stale.
func (s *Session) Fresh() *Session { return NewSession(s.app, s.Request) }

// Viewer returns who asks, or an Unauthenticated error.
func (s *Session) Viewer(ctx context.Context) (*app.Viewer, error) {
	s.once.Do(func() { s.viewer, s.err = s.app.Viewer(ctx) })
	return s.viewer, s.err
}

// Language returns the language of sentences: that of Accept-Language, else the
// reader's, else that of the reader's cluster.
func (s *Session) Language(ctx context.Context) eic.Language {
	s.spoken.Do(func() {
		if s.language = wording.Accepted(s.AcceptLanguage); s.language == "" {
			s.language = s.own(ctx)
		}
	})
	return s.language
}

// own returns the reader's language; the cluster is asked only if the reader's
// is not said or has no sentences.
func (s *Session) own(ctx context.Context) eic.Language {
	viewer, err := s.Viewer(ctx)
	if err != nil || viewer.Person == nil {
		return wording.Pick("", "", "")
	}
	var cluster eic.Language
	if !wording.Speaks(viewer.Person.Language) {
		cluster = s.homeLanguage(ctx, viewer)
	}
	return wording.Pick("", viewer.Person.Language, cluster)
}

func (s *Session) homeLanguage(ctx context.Context, viewer *app.Viewer) eic.Language {
	if home := viewer.Home(); home != nil {
		return home.Language()
	}
	if c, _ := one(ctx, s, eic.ID(viewer.Person.Cluster), NewCluster); c != nil {
		return c.Cluster.Language()
	}
	return ""
}

type key struct{}

// Into returns a context that carries the session.
func (s *Session) Into(ctx context.Context) context.Context {
	return context.WithValue(ctx, key{}, s)
}

// From returns the session a context carries, or a new one that loads for
// itself alone.
func From(ctx context.Context, u UseCases) *Session {
	if s, ok := ctx.Value(key{}).(*Session); ok {
		return s
	}
	return NewSession(u, Request{})
}
