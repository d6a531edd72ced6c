"""What may not reach a customer meanwhile: asked here, or in a signed copy while we are down."""
