package cells_test

import (
	"context"
	"sync"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// remote is a store that can be taken away, as a server can, and that counts who
// was asked what. Every call of it is one of the store behind it.
type remote struct {
	store.Store

	mu    sync.Mutex
	away  bool
	asked []string
}

var errAway = &fault.Error{Kind: fault.Unavailable, Detail: fault.Say(fault.Away), RetryAfter: time.Second}

func (r *remote) set(away bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.away = away
}

// ready says why the store cannot be used.
func (r *remote) ready() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away {
		return errAway
	}
	return nil
}

// took returns what was asked since the last time.
func (r *remote) took() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	asked := r.asked
	r.asked = nil
	return asked
}

func (r *remote) ask(name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked = append(r.asked, name)
	if r.away {
		return errAway
	}
	return nil
}

// through makes a call, if the store is there.
func through[T any](r *remote, name string, call func() (T, error)) (none T, err error) {
	if err := r.ask(name); err != nil {
		return none, err
	}
	return call()
}

func (r *remote) Fetch(ctx context.Context, ids []eic.ID) ([]eic.Record, error) {
	return through(r, "Fetch", func() ([]eic.Record, error) { return r.Store.Fetch(ctx, ids) })
}

func (r *remote) Hydrate(ctx context.Context, ids []eic.ID) ([]store.Indexed, error) {
	return through(r, "Hydrate", func() ([]store.Indexed, error) { return r.Store.Hydrate(ctx, ids) })
}

func (r *remote) PersonWith(ctx context.Context, identity eic.Identity) (*eic.Person, error) {
	return through(r, "PersonWith", func() (*eic.Person, error) { return r.Store.PersonWith(ctx, identity) })
}

func (r *remote) Clusters(ctx context.Context) ([]*eic.Cluster, error) {
	return through(r, "Clusters", func() ([]*eic.Cluster, error) { return r.Store.Clusters(ctx) })
}

func (r *remote) TopicChanges(ctx context.Context) (map[eic.ClusterID]int64, error) {
	return through(r, "TopicChanges", func() (map[eic.ClusterID]int64, error) { return r.Store.TopicChanges(ctx) })
}

func (r *remote) Topics(ctx context.Context, cluster eic.ClusterID) ([]*eic.Topic, error) {
	return through(r, "Topics", func() ([]*eic.Topic, error) { return r.Store.Topics(ctx, cluster) })
}

func (r *remote) Scan(ctx context.Context, cluster eic.ClusterID, t eic.Type, after eic.ID, limit int) ([]eic.Record, error) {
	return through(r, "Scan", func() ([]eic.Record, error) { return r.Store.Scan(ctx, cluster, t, after, limit) })
}

func (r *remote) HangingOn(ctx context.Context, product eic.ProductID) ([]eic.OfferID, error) {
	return through(r, "HangingOn", func() ([]eic.OfferID, error) { return r.Store.HangingOn(ctx, product) })
}

func (r *remote) Needs(ctx context.Context, f store.NeedFilter, page store.Page) ([]*eic.Need, error) {
	return through(r, "Needs", func() ([]*eic.Need, error) { return r.Store.Needs(ctx, f, page) })
}

func (r *remote) Offers(ctx context.Context, f store.OfferFilter, page store.Page) ([]*eic.Offer, error) {
	return through(r, "Offers", func() ([]*eic.Offer, error) { return r.Store.Offers(ctx, f, page) })
}

func (r *remote) Organizations(ctx context.Context, f store.OrganizationFilter, page store.Page) ([]*eic.Organization, error) {
	return through(r, "Organizations", func() ([]*eic.Organization, error) { return r.Store.Organizations(ctx, f, page) })
}

func (r *remote) People(ctx context.Context, f store.PersonFilter, page store.Page) ([]*eic.Person, error) {
	return through(r, "People", func() ([]*eic.Person, error) { return r.Store.People(ctx, f, page) })
}

func (r *remote) Products(ctx context.Context, f store.ProductFilter, page store.Page) ([]*eic.Product, error) {
	return through(r, "Products", func() ([]*eic.Product, error) { return r.Store.Products(ctx, f, page) })
}

func (r *remote) Recall(ctx context.Context, queries []store.Query) ([]map[store.Shelf][]store.Candidate, error) {
	return through(r, "Recall", func() ([]map[store.Shelf][]store.Candidate, error) { return r.Store.Recall(ctx, queries) })
}

func (r *remote) Commit(ctx context.Context, write store.Write) error {
	_, err := through(r, "Commit", func() (any, error) { return nil, r.Store.Commit(ctx, write) })
	return err
}

func (r *remote) Answered(ctx context.Context, key store.Key) (*store.Answer, error) {
	return through(r, "Answered", func() (*store.Answer, error) { return r.Store.Answered(ctx, key) })
}

func (r *remote) Forget(ctx context.Context, what store.Kept, before time.Time) (int, error) {
	return through(r, "Forget", func() (int, error) { return r.Store.Forget(ctx, what, before) })
}

func (r *remote) Credential(ctx context.Context, id eic.CredentialID) (*eic.Credential, error) {
	return through(r, "Credential", func() (*eic.Credential, error) { return r.Store.Credential(ctx, id) })
}

func (r *remote) Credentials(ctx context.Context, cluster eic.ClusterID, kind eic.CredentialKind, after eic.CredentialID, limit int) ([]*eic.Credential, error) {
	return through(r, "Credentials", func() ([]*eic.Credential, error) { return r.Store.Credentials(ctx, cluster, kind, after, limit) })
}

func (r *remote) Audit(ctx context.Context, filter store.AuditFilter, limit int) ([]eic.AuditEntry, error) {
	return through(r, "Audit", func() ([]eic.AuditEntry, error) { return r.Store.Audit(ctx, filter, limit) })
}

func (r *remote) Events(ctx context.Context, cluster eic.ClusterID, after int64, limit int) ([]store.Event, error) {
	return through(r, "Events", func() ([]store.Event, error) { return r.Store.Events(ctx, cluster, after, limit) })
}

func (r *remote) SaveSnapshot(ctx context.Context, snapshot store.Snapshot) error {
	_, err := through(r, "SaveSnapshot", func() (any, error) { return nil, r.Store.SaveSnapshot(ctx, snapshot) })
	return err
}

func (r *remote) Snapshot(ctx context.Context, cluster eic.ClusterID, side store.Side, version int64) (*store.Snapshot, error) {
	return through(r, "Snapshot", func() (*store.Snapshot, error) { return r.Store.Snapshot(ctx, cluster, side, version) })
}

func (r *remote) Changed(ctx context.Context, cluster eic.ClusterID, side store.Side, event int64) (int, error) {
	return through(r, "Changed", func() (int, error) { return r.Store.Changed(ctx, cluster, side, event) })
}

func (r *remote) LastEvent(ctx context.Context, cluster eic.ClusterID) (int64, error) {
	return through(r, "LastEvent", func() (int64, error) { return r.Store.LastEvent(ctx, cluster) })
}

func (r *remote) Documents(ctx context.Context, cluster eic.ClusterID, side store.Side, visit func(eic.ID, store.Document) error) error {
	_, err := through(r, "Documents", func() (any, error) { return nil, r.Store.Documents(ctx, cluster, side, visit) })
	return err
}

func (r *remote) AddViews(ctx context.Context, views map[eic.OfferID]int) error {
	_, err := through(r, "AddViews", func() (any, error) { return nil, r.Store.AddViews(ctx, views) })
	return err
}

func (r *remote) Views(ctx context.Context, cluster eic.ClusterID) (map[eic.OfferID]int, error) {
	return through(r, "Views", func() (map[eic.OfferID]int, error) { return r.Store.Views(ctx, cluster) })
}

func (r *remote) SavePlaces(ctx context.Context, places []store.PostalPlace) (added, updated, unchanged int, err error) {
	if err := r.ask("SavePlaces"); err != nil {
		return 0, 0, 0, err
	}
	return r.Store.SavePlaces(ctx, places)
}

func (r *remote) Locate(ctx context.Context, codes []eic.Postal) (map[eic.Postal]eic.Point, error) {
	return through(r, "Locate", func() (map[eic.Postal]eic.Point, error) { return r.Store.Locate(ctx, codes) })
}

func (r *remote) ScanPlaces(ctx context.Context, after eic.Postal, limit int) ([]store.PostalPlace, error) {
	return through(r, "ScanPlaces", func() ([]store.PostalPlace, error) { return r.Store.ScanPlaces(ctx, after, limit) })
}

func (r *remote) Unlocated(ctx context.Context, after eic.ID, limit int) ([]eic.Record, error) {
	return through(r, "Unlocated", func() ([]eic.Record, error) { return r.Store.Unlocated(ctx, after, limit) })
}

func (r *remote) Secret(ctx context.Context, name string) ([]byte, error) {
	return through(r, "Secret", func() ([]byte, error) { return r.Store.Secret(ctx, name) })
}

func (r *remote) Health(ctx context.Context) (store.Health, error) {
	return through(r, "Health", func() (store.Health, error) { return r.Store.Health(ctx) })
}
