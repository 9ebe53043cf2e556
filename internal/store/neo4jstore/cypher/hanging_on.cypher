MATCH (:Product {id: $product})<-[:PILOTS]-(o:Offer)
WITH o ORDER BY o.id
RETURN collect(o.id)
