DROP TABLE variants, product_images, product_options, products, categories;
