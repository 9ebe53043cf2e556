// Package eic owns the nouns of an education innovation cluster: clusters,
// organizations, people, topics, needs, offers and products, the small values
// they are made of, and the lifecycles they go through.
//
// Values are made by parsing constructors that refuse nonsense with an error of
// package fault; a record's Check method refuses what its fields allow only one
// by one. The zero value of an optional field means "not said", and what is not
// said excludes nothing.
//
// The package does no input or output and imports the standard library and
// fault only. Start at Need and Offer; Record is what all stored nouns share.
package eic
