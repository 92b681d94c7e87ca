package host

// ShopPack gives the examples the pack of the test shop.
var ShopPack = shopPack
