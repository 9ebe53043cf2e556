package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store"
)

const maxFirst = 100

// ListArgs asks for a page of a list.
type ListArgs struct {
	Filter Fields // including "cluster"
	First  int    // 1 to 100
	After  string // cursor; "" begins
}

// List is a page of a list, with the cursor of each item.
type List[T eic.Record] struct {
	Items   []T
	Cursors []string
	HasNext bool
}

// Needs lists needs of a cluster, newest first: open ones to every member,
// one's own in every state, all to stewards.
func (s *Service) Needs(ctx context.Context, v *Viewer, args ListArgs) (*List[*eic.Need], error) {
	var filter store.NeedFilter
	f, cluster, err := s.filter(v, args, eic.NeedType)
	if err != nil {
		return nil, err
	}
	filter.Cluster, filter.Visible = cluster, v.visibility(cluster)
	set(f, "statuses", &filter.Statuses)
	set(f, "kinds", &filter.Kinds)
	set(f, "grades", &filter.Grades)
	ref(f, "postedBy", &filter.PostedBy, eic.PersonType)
	ref(f, "onBehalfOf", &filter.OnBehalfOf, eic.OrganizationType)
	refs(f, "topics", &filter.Topics, eic.TopicType)
	f.window("during", &filter.During)
	f.search(&filter.Words)
	if filter.Near, err = s.near(ctx, f); err != nil {
		return nil, err
	}
	if filter.PostedBy != "" && filter.PostedBy != v.ID() && !v.seesPosters(cluster) {
		return &List[*eic.Need]{}, f.done()
	}
	return page(ctx, s, "needs", args, f, filter, s.store.Needs)
}

// Offers lists offers of a cluster, newest first: open and listed ones to every
// member, one's own in every state, all to stewards.
func (s *Service) Offers(ctx context.Context, v *Viewer, args ListArgs) (*List[*eic.Offer], error) {
	var filter store.OfferFilter
	f, cluster, err := s.filter(v, args, eic.OfferTypes()...)
	if err != nil {
		return nil, err
	}
	filter.Cluster, filter.Visible = cluster, v.visibility(cluster)
	set(f, "statuses", &filter.Statuses)
	set(f, "kinds", &filter.Kinds)
	set(f, "modes", &filter.Modes)
	set(f, "settings", &filter.Settings)
	set(f, "grades", &filter.Grades)
	ref(f, "offeredBy", &filter.OfferedBy, eic.PersonType, eic.OrganizationType)
	ref(f, "product", &filter.Product, eic.ProductType)
	one(f, "category", &filter.Category)
	refs(f, "topics", &filter.Topics, eic.TopicType)
	f.search(&filter.Words)
	if filter.Near, err = s.near(ctx, f); err != nil {
		return nil, err
	}
	return page(ctx, s, "offers", args, f, filter, s.store.Offers)
}

// Organizations lists organizations of a cluster by name, to its members.
func (s *Service) Organizations(ctx context.Context, v *Viewer, args ListArgs) (*List[*eic.Organization], error) {
	var filter store.OrganizationFilter
	f, cluster, err := s.filter(v, args, eic.OrganizationType)
	if err != nil {
		return nil, err
	}
	filter.Cluster = cluster
	set(f, "kinds", &filter.Kinds)
	ref(f, "partOf", &filter.PartOf, eic.OrganizationType)
	set(f, "grades", &filter.Grades)
	f.search(&filter.Words)
	if filter.Near, err = s.near(ctx, f); err != nil {
		return nil, err
	}
	return page(ctx, s, "organizations", args, f, filter, s.store.Organizations)
}

// People lists members of a cluster by name, to its stewards.
func (s *Service) People(ctx context.Context, v *Viewer, args ListArgs) (*List[*eic.Person], error) {
	var filter store.PersonFilter
	f, cluster, err := s.filter(v, args, eic.PersonType)
	if err != nil {
		return nil, err
	}
	filter.Cluster = cluster
	set(f, "roles", &filter.Roles)
	ref(f, "organization", &filter.Organization, eic.OrganizationType)
	f.search(&filter.Words)
	return page(ctx, s, "people", args, f, filter, s.store.People)
}

// Products lists products of a cluster by name, to its members.
func (s *Service) Products(ctx context.Context, v *Viewer, args ListArgs) (*List[*eic.Product], error) {
	var filter store.ProductFilter
	f, cluster, err := s.filter(v, args, eic.ProductType)
	if err != nil {
		return nil, err
	}
	filter.Cluster = cluster
	ref(f, "company", &filter.Company, eic.OrganizationType)
	set(f, "grades", &filter.Grades)
	set(f, "devices", &filter.Devices)
	f.search(&filter.Words)
	return page(ctx, s, "products", args, f, filter, s.store.Products)
}

// filter begins to read a list's arguments and decides whether the viewer may
// see such a list of the cluster.
func (s *Service) filter(v *Viewer, args ListArgs, types ...eic.Type) (*form, eic.ClusterID, error) {
	if args.First < 1 || args.First > maxFirst {
		return nil, "", fault.At("first", fault.OutOfRange, args.First, 1, maxFirst)
	}
	f := newForm(args.Filter, "filter", byID, false)
	said, _ := f.asText("cluster")
	cluster, err := v.cluster(said)
	if err != nil {
		return nil, "", err
	}
	roles, member := v.Person.RolesIn(cluster)
	for _, t := range types {
		if !rules[t][Browse](standing{member: member, roles: roles, steward: roles.Has(eic.Steward)}) {
			return nil, "", fault.New(fault.Forbidden, fault.MayNot, string(Browse))
		}
	}
	return f, cluster, nil
}

func (v *Viewer) visibility(c eic.ClusterID) store.Visibility {
	if v.isSteward(c) {
		return store.Visibility{All: true}
	}
	return store.Visibility{Parties: v.parties()}
}

// seesPosters reports whether the viewer may see who posted needs in a cluster.
func (v *Viewer) seesPosters(c eic.ClusterID) bool {
	roles, member := v.Person.RolesIn(c)
	return rules[eic.NeedType][ReadPoster](standing{member: member, roles: roles, steward: roles.Has(eic.Steward)})
}

// search reads the words that must be in what is listed.
func (f *form) search(target *store.Words) {
	said := ""
	text(f, "search", &said, eic.ParseName)
	if tokens := match.Tokens(said); len(tokens) > 0 {
		*target = tokens
	}
}

// near reads {postalCode, country, lat, lng, km}.
func (s *Service) near(ctx context.Context, f *form) (*store.Near, error) {
	var place eic.Place
	var km *float64
	given, null := f.object("near", func(in *form) {
		in.number("km", &km)
		fields := Fields{}
		for name, v := range in.fields {
			if name != "km" {
				fields[name] = v
				in.value(name)
			}
		}
		f.inner("", Fields{"near": fields}).place("near", &place)
	})
	if !given || null || f.shared.faults.Err() != nil {
		return nil, nil
	}
	at := &eic.Organization{Place: place}
	if err := s.locate(ctx, at); err != nil {
		return nil, err
	}
	point, ok := at.Place.Point()
	if !ok {
		f.say("near.postalCode", fault.UnknownRef, "postal code", place.PostalCode)
		return nil, nil
	}
	switch {
	case km == nil:
		f.say("near.km", fault.Required)
		return nil, nil
	case !(*km > 0 && *km <= 20_100):
		f.say("near.km", fault.OutOfRange, *km, 0, 20_100)
		return nil, nil
	}
	return &store.Near{Point: point, Km: *km}, nil
}

// done returns the Invalid error of everything wrong with a form so far.
func (f *form) done() error {
	f.unknown()
	return f.shared.faults.Err()
}

// place in a list, as a cursor carries it.
type mark struct {
	Key string `json:"k"`
	ID  eic.ID `json:"i"`
}

// page reads one page by a store's list.
func page[T eic.Record, F any](ctx context.Context, s *Service, name string, args ListArgs, f *form, filter F, list func(context.Context, F, store.Page) ([]T, error)) (*List[T], error) {
	if err := f.done(); err != nil {
		return nil, err
	}
	purpose, err := purposeOf(name, filter)
	if err != nil {
		return nil, err
	}
	var after mark
	if args.After != "" {
		if err := s.cursors.open(purpose, args.After, &after); err != nil {
			return nil, err
		}
	}
	items, err := list(ctx, filter, store.Page{Limit: args.First + 1, AfterKey: after.Key, AfterID: after.ID})
	if err != nil {
		return nil, fault.Wrap("list "+name, err)
	}
	result := &List[T]{HasNext: len(items) > args.First}
	result.Items = items[:min(args.First, len(items))]
	for _, item := range result.Items {
		cursor, err := s.cursors.seal(purpose, mark{store.ListKey(item), item.Header().ID})
		if err != nil {
			return nil, err
		}
		result.Cursors = append(result.Cursors, cursor)
	}
	return result, nil
}

// purposeOf ties a cursor to a list and its filters.
func purposeOf(name string, filter any) (string, error) {
	b, err := json.Marshal(filter)
	if err != nil {
		return "", fault.Wrap("digest filter", err)
	}
	sum := sha256.Sum256(b)
	return name + " " + hex.EncodeToString(sum[:]), nil
}

func at(field string, i int) string { return field + "." + strconv.Itoa(i) }
