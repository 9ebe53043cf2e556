package graph

import (
	"context"
	"time"

	"github.com/edclusters/thirdplace/graph/view"
	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
)

// UseCases is the program behind the endpoint; *app.Service is one.
type UseCases interface {
	view.UseCases
	Reader
	Writer
}

// Reader answers the fields of Query. What the viewer may not see is NotFound,
// or nil in a list.
type Reader interface {
	Record(ctx context.Context, v *app.Viewer, id string) (eic.Record, error)
	Follow(ctx context.Context, r eic.Record) (wait func(ctx context.Context, seen eic.Version) error, stop func(), err error)
	Needs(context.Context, *app.Viewer, app.ListArgs) (*app.List[*eic.Need], error)
	Offers(context.Context, *app.Viewer, app.ListArgs) (*app.List[*eic.Offer], error)
	Organizations(context.Context, *app.Viewer, app.ListArgs) (*app.List[*eic.Organization], error)
	People(context.Context, *app.Viewer, app.ListArgs) (*app.List[*eic.Person], error)
	Products(context.Context, *app.Viewer, app.ListArgs) (*app.List[*eic.Product], error)
	Topics(ctx context.Context, v *app.Viewer, search, cluster string, first int) ([]*eic.Topic, error)
	SuggestTopics(ctx context.Context, v *app.Viewer, in app.TextToRead, first int) ([]app.TopicSuggestion, error)
	OwnTopics(context.Context, *app.Viewer, app.ListArgs) (*app.List[*eic.Topic], error)
	Clusters(context.Context, *app.Viewer) ([]*eic.Cluster, error)
	ByExternalID(ctx context.Context, v *app.Viewer, cluster, source string, ids []string, types []eic.Type) ([]eic.Record, error)
	PreviewMatches(context.Context, *app.Viewer, app.Preview) (*app.MatchPage, error)
	AuditLog(ctx context.Context, v *app.Viewer, cluster string, first int, after string) (*app.AuditPage, error)
	ServiceAccounts(ctx context.Context, v *app.Viewer, cluster string) ([]*eic.Credential, error)
	MyData(context.Context, *app.Viewer) (string, error)
	ExplainMatch(ctx context.Context, v *app.Viewer, need, offer string) (*app.Explanation, error)
}

// Writer does what the fields of Mutation ask for and returns the record as it
// is then.
type Writer interface {
	PostNeed(context.Context, *app.Viewer, app.Mutation) (*eic.Need, error)
	UpdateNeed(context.Context, *app.Viewer, app.Mutation) (*eic.Need, error)
	SubmitNeed(context.Context, *app.Viewer, app.Mutation) (*eic.Need, error)
	ApproveNeed(context.Context, *app.Viewer, app.Mutation) (*eic.Need, error)
	ReturnNeed(context.Context, *app.Viewer, app.Mutation) (*eic.Need, error)
	WithdrawNeed(context.Context, *app.Viewer, app.Mutation) (*eic.Need, error)
	PublishOffer(context.Context, *app.Viewer, eic.OfferKind, app.Mutation) (*eic.Offer, error)
	UpdateOffer(context.Context, *app.Viewer, app.Mutation) (*eic.Offer, error)
	OpenOffer(context.Context, *app.Viewer, app.Mutation) (*eic.Offer, error)
	PauseOffer(context.Context, *app.Viewer, app.Mutation) (*eic.Offer, error)
	CloseOffer(context.Context, *app.Viewer, app.Mutation) (*eic.Offer, error)
	RecordPerson(context.Context, *app.Viewer, app.Mutation) (*eic.Person, error)
	UpdatePerson(context.Context, *app.Viewer, app.Mutation) (*eic.Person, error)
	SetMembership(context.Context, *app.Viewer, app.Mutation) (*eic.Person, error)
	InvitePerson(context.Context, *app.Viewer, app.Mutation) (invitation *eic.Credential, code string, err error)
	AcceptInvitation(ctx context.Context, code string) (*eic.Person, error)
	RevokeSignIns(context.Context, *app.Viewer, app.Mutation) (*eic.Person, error)
	CreateServiceAccount(context.Context, *app.Viewer, app.Fields) (*eic.Credential, error)
	RevokeServiceAccount(ctx context.Context, v *app.Viewer, id string) (*eic.Credential, error)
	DeleteMe(context.Context, *app.Viewer, app.Fields) (time.Time, error)
	RecordOrganization(context.Context, *app.Viewer, app.Mutation) (*eic.Organization, error)
	UpdateOrganization(context.Context, *app.Viewer, app.Mutation) (*eic.Organization, error)
	RecordProduct(context.Context, *app.Viewer, app.Mutation) (*eic.Product, error)
	UpdateProduct(context.Context, *app.Viewer, app.Mutation) (*eic.Product, error)
	CreateTopic(context.Context, *app.Viewer, app.Mutation) (*eic.Topic, error)
	UpdateTopic(context.Context, *app.Viewer, app.Mutation) (*eic.Topic, error)
	RetireTopic(context.Context, *app.Viewer, app.Mutation) (*eic.Topic, error)
	RestoreTopic(context.Context, *app.Viewer, app.Mutation) (*eic.Topic, error)
}

var _ UseCases = (*app.Service)(nil)
